package dev.carafe.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The installed files are replaced by another build's while everything runs. */
@Tag("carafe")
@Tag("crash")
@Conformance
class UpgradeTest {

    @Test
    void oldEngineFinishesAndLeavesAndTheNextTakesOver(Lab lab) {
        Distribution tree = Distribution.of(lab, "tree");
        Engine old = Engine.start(lab, tree.client());
        Container running = old.container(lab.bundle().staying());
        running.start().ok();
        Bundle slow = lab.bundle("slow", lab.id("slow")).staying();
        Held held = Held.at("createRuntime", slow, lab);
        slow.write();
        Running create =
                old.command("create", "--bundle", slow.directory().toString(), lab.id("slow"))
                        .start();
        held.await();

        String build = tree.upgrade();
        awaitNoSocket(lab);
        Engine next = start(lab, tree, build);
        assertThat(old.alive()).isTrue();
        assertThat(next.command("state", lab.id()).run().ok().out()).contains("running");
        held.release();
        create.await().ok();
        Poll.until("the old engine's end", () -> !old.alive());

        next.command("start", lab.id("slow")).run().ok();
        next.command("exec", lab.id("slow"), "/bin/true").run().ok();
        next.command("delete", "--force", lab.id("slow")).run().ok();
        next.command("delete", "--force", lab.id()).run().ok();
        Remains.assertNone(lab);
    }

    @Test
    void foregroundContainerOfTheOldBuildIsFinishedByTheNext(Lab lab) throws IOException {
        Distribution tree = Distribution.of(lab, "tree");
        Engine old = Engine.start(lab, tree.client());
        Bundle bundle = lab.bundle().shell("echo up; until [ -e /go ]; do sleep 0.1; done; exit 7");
        bundle.write();
        Running run =
                old.command("run", "--bundle", bundle.directory().toString(), lab.id()).start();
        run.awaitOut("up");

        tree.upgrade();
        Poll.until("the old engine's end", () -> !old.alive());
        Files.createFile(bundle.rootfs().resolve("go"));
        run.await().exited(7);
        Remains.assertNone(lab);
    }

    private static void awaitNoSocket(Lab lab) {
        Path socket = lab.subdirectory("engine").resolve("engine.sock");
        Poll.until("the old engine's leaving", () -> !Files.exists(socket));
    }

    private static Engine start(Lab lab, Distribution tree, String build) {
        Engine engine = Engine.start(lab, tree.client());
        assertThat(engine.status().out()).contains(build);
        return engine;
    }
}
