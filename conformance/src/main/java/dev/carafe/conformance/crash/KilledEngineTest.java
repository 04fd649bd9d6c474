package dev.carafe.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Running;
import dev.carafe.conformance.harness.Signals;
import dev.carafe.conformance.harness.TerminalSession;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In one-shot mode the engine is the command's own child, which the system may kill as well. */
@Tag("carafe")
@Tag("crash")
@Conformance
class KilledEngineTest {

    private static final int ROUNDS = 4;

    static Stream<Arguments> stepsOfCreateAndRun() {
        return HeldOperation.inBothModes(
                List.of(
                        "create@prestart",
                        "create@createRuntime",
                        "create@createContainer",
                        "run@createRuntime",
                        "run@startContainer",
                        "run@poststart",
                        "run --detach@createRuntime",
                        "run --detach@startContainer",
                        "run --detach@poststart"));
    }

    @ParameterizedTest
    @MethodSource("stepsOfCreateAndRun")
    void commandFailsAndLeavesNothing(String mode, String step, Lab lab) {
        HeldOperation operation = HeldOperation.begin(mode, step, lab);
        operation.killEngine();
        operation.command().await().exited(1);
        operation.assertUndone();
    }

    static Stream<Arguments> stepsOfStart() {
        return HeldOperation.inBothModes(List.of("start@startContainer", "start@poststart"));
    }

    @ParameterizedTest
    @MethodSource("stepsOfStart")
    void startFailsAndLeavesARunningContainer(String mode, String step, Lab lab) {
        HeldOperation operation = HeldOperation.begin(mode, step, lab);
        operation.killEngine();
        operation.command().await().exited(1);
        Container container = lab.container(lab.id());
        assertThat(container.status()).isEqualTo("running");
        container.delete("--force").ok();
        operation.assertUndone();
    }

    @ParameterizedTest
    @ValueSource(strings = {"oneshot", "resident"})
    void deleteIsCompletedByItsClient(String mode, Lab lab) {
        HeldOperation operation = HeldOperation.begin(mode, "delete@poststop", lab);
        operation.killEngine();
        operation.command().await().exited(1);
        operation.assertUndone();
    }

    @Test
    void runningContainersRunOnAndTheNextCommandWorks(Lab lab) {
        Engine engine = Engine.start(lab);
        Container container = lab.bundle().boot();
        engine.kill();
        assertThat(container.status()).isEqualTo("running");
        container.kill("KILL").ok();
        container.awaitStatus("stopped").delete().ok();
    }

    @ParameterizedTest
    @ValueSource(strings = {"oneshot", "resident"})
    void foregroundRunKeepsItsExitCode(String mode, Lab lab) throws IOException {
        Engine engine = HeldOperation.use(mode, lab);
        Bundle bundle =
                lab.bundle().shell("echo up; while [ ! -e /go ]; do sleep 0.05; done; exit 6");
        // Where the client can delete the container alone, there is no engine to be killed.
        lab.with("CARAFE_SHORTCUTS", "0");
        Running run = bundle.startRun();
        run.awaitOut("up");
        // The process may run a moment before the client knows that it is in the foreground; the
        // engine that is asked has told it by then.
        lab.container(lab.id()).awaitStatus("running");
        HeldOperation.killEngine(run, engine);
        Files.createFile(bundle.rootfs().resolve("go"));
        run.await().exited(6);
        Remains.assertNone(lab);
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "start", "delete", "run --detach"})
    void killedAtAnyMomentLosesNothing(String operation, Lab lab) {
        Bundle bundle = lab.bundle().staying().write();
        boolean makes = operation.equals("create") || operation.startsWith("run");
        for (int i = 0; i < ROUNDS; i++) {
            Engine engine = Engine.start(lab);
            if (!makes) {
                bundle.unwritten("create").run().ok();
            }
            Running command =
                    switch (operation) {
                        case "create" -> bundle.unwritten("create").start();
                        case "run --detach" -> bundle.unwritten("run", "--detach").start();
                        default -> lab.runtime(operation, lab.id()).start();
                    };
            Poll.pause(Duration.ofMillis(ThreadLocalRandom.current().nextInt(makes ? 60 : 20)));
            engine.kill();
            int code = command.await().exitCode();
            if (makes && code == 0) {
                assertThat(lab.container(lab.id()).status()).isIn("created", "running");
            }
            lab.container(lab.id()).delete("--force").ok();
            Remains.assertNone(lab);
        }
    }

    @Test
    void terminalOfARunIsRestoredThoughTheEngineIsGone(Lab lab) {
        TerminalSession.need();
        Engine engine = Engine.start(lab);
        Running session =
                new TerminalSession(lab)
                        .await("up")
                        .raw()
                        .start(
                                lab.bundle()
                                        .merge("{\"process\":{\"terminal\":true}}")
                                        .shell("echo up; while :; do sleep 0.05; done")
                                        .operation("run"));
        session.awaitOut("up");
        Signals.send(engine.pid(), "KILL");
        lab.runtime("kill", lab.id(), "KILL").run().ok();
        session.await().exited(137);
        lab.container(lab.id()).tryState().refused("does not exist");
    }
}
