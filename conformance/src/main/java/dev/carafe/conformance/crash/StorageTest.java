package dev.carafe.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Leaks;
import dev.carafe.conformance.harness.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("carafe")
@Tag("crash")
@Conformance
class StorageTest {

    @Test
    void fullDiskIsAClearErrorAndLosesNothing(Lab lab) {
        Path root = lab.subdirectory("root");
        mount(lab, root, "size=64k,nr_inodes=64");
        lab.host(
                        "sh",
                        "-c",
                        "dd if=/dev/zero of=" + root + "/filler bs=4k count=1000 2>/dev/null; true")
                .run();
        Bundle bundle = lab.bundle().staying();
        bundle.tryCreate().refused("no space left", "ENOSPC");
        lab.host("rm", root.resolve("filler").toString()).run().ok();
        bundle.boot().delete("--force").ok();
    }

    @Test
    void diskThatFillsUpWhileRunningDoesNotStopKillAndDelete(Lab lab) {
        Path root = lab.subdirectory("root");
        mount(lab, root, "size=256k");
        Container container = lab.bundle().boot();
        lab.host(
                        "sh",
                        "-c",
                        "dd if=/dev/zero of=" + root + "/filler bs=4k count=1000 2>/dev/null; true")
                .run();
        assertThat(container.status()).isEqualTo("running");
        container.delete("--force").ok();
        lab.host("rm", root.resolve("filler").toString()).run().ok();
    }

    @Test
    void readOnlyRootIsAClearErrorAndLosesNothing(Lab lab) {
        Path root = lab.subdirectory("root");
        mount(lab, root, "ro");
        lab.bundle().tryCreate().refused("read-only", "EROFS");
        assertThat(lab.runtime("list", "-q").run().ok().out()).isEmpty();
        assertThat(Leaks.processes(lab)).isEmpty();
        assertThat(Leaks.cgroups(lab)).isEmpty();
    }

    @Test
    void twoHundredCreatesAtOnceAllSucceed(Lab lab) {
        Bundle bundle = lab.bundle().staying().write();
        Engine.start(lab);
        // None may leave the engine for a JVM of its own: a hundred of these starve the machine.
        lab.with("CARAFE_ENGINE", "resident");
        List<Running> creates = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            creates.add(
                    lab.runtime(
                                    "create",
                                    "--bundle",
                                    bundle.directory().toString(),
                                    lab.id("n" + i))
                            .start());
        }
        creates.forEach(create -> create.await().ok());
        assertThat(lab.runtime("list", "-q").run().ok().out().lines().count()).isEqualTo(200);
    }

    /** Fewer than with one engine: each starts a JVM, which two processors take 0.3 s for. */
    @Test
    void createsAtOnceWithEnginesOfTheirOwnAllSucceed(Lab lab) {
        lab.with("CARAFE_ENGINE", "oneshot");
        Bundle bundle = lab.bundle().staying().write();
        List<Running> creates = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            creates.add(
                    lab.runtime(
                                    "create",
                                    "--bundle",
                                    bundle.directory().toString(),
                                    lab.id("n" + i))
                            .start());
        }
        creates.forEach(create -> create.await().ok());
        assertThat(lab.runtime("list", "-q").run().ok().out().lines().count()).isEqualTo(8);
    }

    @RepeatedTest(5)
    void sameIdTwiceAtOnceMakesOneContainer(Lab lab) {
        Bundle bundle = lab.bundle().staying().write();
        List<Running> creates = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            creates.add(bundle.unwritten("create").start());
        }
        List<Integer> codes =
                creates.stream().map(create -> create.await().exitCode()).sorted().toList();
        assertThat(codes.getFirst()).isZero();
        assertThat(codes.subList(1, 4)).doesNotContain(0);
        assertThat(lab.container(lab.id()).status()).isEqualTo("created");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 50})
    void stateFileCutShortIsAClearErrorAndDeleteForceCleans(int percent, Lab lab)
            throws IOException {
        Container container = lab.bundle().boot();
        Path file = lab.root().resolve(lab.id()).resolve("state.json");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length * percent / 100));
        // The client alone can do without what is in the file.
        lab.with("CARAFE_SHORTCUTS", "0");
        container.tryState().refused();
        lab.runtime("list").run();
        container.delete("--force").ok();
        Remains.assertNone(lab);
    }

    private static void mount(Lab lab, Path root, String options) {
        lab.host("mount", "-t", "tmpfs", "-o", options, "tmpfs", root.toString()).run().ok();
        lab.afterwards(() -> lab.host("umount", root.toString()).run().ok());
    }
}
