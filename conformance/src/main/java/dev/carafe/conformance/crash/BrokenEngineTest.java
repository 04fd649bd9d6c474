package dev.carafe.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import dev.carafe.conformance.harness.Running;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("carafe")
@Tag("crash")
@Conformance
class BrokenEngineTest {

    @Test
    void stoppedEngineIsPassedOver(Lab lab) {
        Engine engine = Engine.start(lab);
        engine.signal("STOP");
        assertThat(lab.bundle().shell("echo fine").run().ok().out()).isEqualTo("fine\n");
    }

    @Test
    void engineStoppedDuringASessionIsGivenUp(Lab lab) {
        Engine engine = Engine.start(lab);
        Bundle bundle = lab.bundle().staying();
        Held held = Held.at("createRuntime", bundle, lab);
        Running create = bundle.operation("create").start();
        held.await();
        engine.signal("STOP");
        create.await().refused();
        engine.kill();
        Remains.assertNone(lab);
    }

    @Test
    void socketOfADeadEngineIsPassedOver(Lab lab) {
        Engine.start(lab).kill();
        assertThat(lab.bundle().shell("echo fine").run().ok().out()).isEqualTo("fine\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"silent", "closing", "garbage", "huge", "older", "refusing", "unfinished"})
    void whoeverElseListensIsPassedOver(String manner, Lab lab) {
        Running other = fakeEngine(lab, manner);
        lab.afterwards(() -> other.signal("KILL"));
        Result result = lab.bundle().shell("echo fine; exit 3").run().exited(3);
        assertThat(result.out()).isEqualTo("fine\n");
        assertThat(result.err()).isEmpty();
    }

    /** One that is killed ends its sessions a moment before it is gone. */
    @Test
    void engineThatIsLeavingGivesWayToTheNext(Lab lab) {
        Running other = fakeEngine(lab, "leaving");
        Engine engine = Engine.start(lab);
        other.await().ok();
        assertThat(engine.alive()).isTrue();
    }

    /** Listens in the test's engine directory in place of an engine. */
    private static Running fakeEngine(Lab lab, String manner) {
        Host.needProgram("/usr/bin/python3");
        Path directory = Engine.privateDirectory(lab);
        Running other =
                lab.host(
                                "/usr/bin/python3",
                                lab.helper("fake-engine.py").toString(),
                                directory.resolve("engine.sock").toString(),
                                manner)
                        .start();
        other.awaitOut("listening");
        return other;
    }

    @Test
    void engineDirectoryThatOthersCanWriteIsNotUsed(Lab lab) {
        Path directory = Engine.privateDirectory(lab);
        lab.host("chmod", "0777", directory.toString()).run().ok();
        assertThat(lab.bundle().shell("echo fine").run().ok().out()).isEqualTo("fine\n");
    }

    @Test
    void manyCommandsAtOnceShareAnEngine(Lab lab) {
        Engine.start(lab);
        List<Running> runs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            runs.add(lab.bundle("bundle" + i, lab.id("n" + i)).shell("exit 7").startRun());
        }
        runs.forEach(run -> run.await().exited(7));
    }

    @Test
    void engineWithoutMemoryDiesAndTheCommandSucceeds(Lab lab) {
        Engine engine = Engine.start(lab, SmallEngine.distribution(lab));
        Container before = engine.container(lab.bundle());
        Bundle large = lab.bundle("large", lab.id("large"));
        // Just below the size from which on a config.json is refused.
        large.merge("{\"unknown\":%s}".formatted(Json.text("x".repeat(15 << 19)))).write();
        engine.command("create", "--bundle", large.directory().toString(), lab.id("large"))
                .run()
                .ok();
        assertThat(engine.alive()).isFalse();
        assertThat(before.status()).isEqualTo("created");
        before.delete("--force").ok();
        lab.container(lab.id("large")).delete("--force").ok();
    }
}
