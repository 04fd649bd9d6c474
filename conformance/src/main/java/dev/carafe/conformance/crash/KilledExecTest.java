package dev.carafe.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An exec whose client or engine is killed on the way: it is held by a container that is paused.
 */
@Tag("carafe")
@Tag("crash")
@Conformance
class KilledExecTest {
    private static final int ROUNDS = 12;
    private static final int OWN_FAILURE = 255;

    private static Container booted(Lab lab) {
        Container container =
                lab.bundle()
                        .merge("{\"linux\":{\"cgroupsPath\":\"/%s\"}}".formatted(lab.id()))
                        .shell("echo up; exec sleep 1000")
                        .create();
        container.start().ok();
        return container.awaitOut("up");
    }

    /** How many processes are in the container's freezer group, or in its group of version 2. */
    private static long members(Lab lab) {
        Path root = Path.of(Host.unified() ? "/sys/fs/cgroup" : "/sys/fs/cgroup/freezer");
        try {
            return Files.readAllLines(root.resolve(lab.id()).resolve("cgroup.procs")).size();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path pidFile(Lab lab) {
        return lab.directory().resolve("pid");
    }

    /** An exec that stands still on its way into a paused container. */
    private static Running held(Lab lab, Container container) {
        lab.runtime("pause", lab.id()).run().ok();
        Running exec =
                container
                        .exec(
                                List.of("--ignore-paused", "--pid-file", pidFile(lab).toString()),
                                "/bin/touch",
                                "/tmp/ran")
                        .start();
        Poll.until("a process in the paused container", () -> members(lab) == 2);
        return exec;
    }

    private static void assertNothingRan(Lab lab, Container container) {
        Poll.until("the end of what was to run", () -> members(lab) == 1);
        assertThat(pidFile(lab)).doesNotExist();
        assertThat(container.exec("/bin/ls", "/tmp").run().ok().out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"oneshot", "resident"})
    void killedClientLeavesNothing(String mode, Lab lab) {
        HeldOperation.use(mode, lab);
        Container container = booted(lab);
        Running exec = held(lab, container);
        exec.signal("KILL");
        exec.await();
        lab.runtime("resume", lab.id()).run().ok();
        assertNothingRan(lab, container);
    }

    @ParameterizedTest
    @ValueSource(strings = {"oneshot", "resident"})
    void killedEngineLeavesNothing(String mode, Lab lab) {
        @Nullable Engine engine = HeldOperation.use(mode, lab);
        Container container = booted(lab);
        Running exec = held(lab, container);
        HeldOperation.killEngine(exec, engine);
        lab.runtime("resume", lab.id()).run().ok();
        exec.await().exited(OWN_FAILURE);
        assertNothingRan(lab, container);
    }

    /** Without the pid file nobody would know of the process. */
    @Test
    void clientKilledAtAnyTimeLeavesNoProcessWithoutAPidFile(Lab lab) throws IOException {
        HeldOperation.use("resident", lab);
        Container container = booted(lab);
        long expected = 1;
        for (int i = 0; i < ROUNDS; i++) {
            Running exec =
                    container
                            .exec(
                                    List.of("--pid-file", pidFile(lab).toString()),
                                    "/bin/sleep",
                                    "1000")
                            .start();
            Poll.pause(Duration.ofMillis(ThreadLocalRandom.current().nextInt(40)));
            exec.signal("KILL");
            exec.await();
            long before = expected;
            Poll.until(
                    "a process with a pid file, or neither",
                    () -> members(lab) == before + (Files.exists(pidFile(lab)) ? 1 : 0));
            expected = members(lab);
            Files.deleteIfExists(pidFile(lab));
        }
        container.exec("/bin/true").run().ok();
    }
}
