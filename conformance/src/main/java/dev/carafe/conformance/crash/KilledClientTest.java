package dev.carafe.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Running;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("carafe")
@Tag("crash")
@Conformance
class KilledClientTest {

    private static final int ONESHOT_ROUNDS = 6;
    private static final int RESIDENT_ROUNDS = 20;

    static Stream<Arguments> stepsOfCreateAndRun() {
        return HeldOperation.inBothModes(
                List.of(
                        "create@prestart",
                        "create@createRuntime",
                        "create@createContainer",
                        "run@createRuntime",
                        "run@createContainer",
                        "run --detach@createRuntime"));
    }

    @ParameterizedTest
    @MethodSource("stepsOfCreateAndRun")
    void engineTakesBackWhatTheCommandBegan(String mode, String step, Lab lab) {
        HeldOperation operation = HeldOperation.begin(mode, step, lab);
        operation.killClient();
        operation.assertUndone();
    }

    /** Create was committed: the container is there for whoever looks. */
    static Stream<Arguments> stepsOfStart() {
        return HeldOperation.inBothModes(
                List.of(
                        "start@startContainer",
                        "start@poststart",
                        "run@startContainer",
                        "run@poststart",
                        "run --detach@startContainer",
                        "run --detach@poststart"));
    }

    @ParameterizedTest
    @MethodSource("stepsOfStart")
    void startLeavesARunningContainer(String mode, String step, Lab lab) {
        HeldOperation operation = HeldOperation.begin(mode, step, lab);
        operation.killClient();
        Container container = lab.container(lab.id());
        assertThat(container.status()).isEqualTo("running");
        container.delete("--force").ok();
        operation.assertUndone();
    }

    @ParameterizedTest
    @ValueSource(strings = {"oneshot", "resident"})
    void deleteRollsForwardWithTheNextCommand(String mode, Lab lab) {
        HeldOperation operation = HeldOperation.begin(mode, "delete@poststop", lab);
        operation.killClient();
        lab.container(lab.id()).delete("--force").ok();
        operation.assertUndone();
    }

    @ParameterizedTest
    @ValueSource(strings = {"oneshot", "resident"})
    void foregroundContainerRunsOn(String mode, Lab lab) {
        HeldOperation.use(mode, lab);
        Running run = lab.bundle().staying().startRun();
        run.awaitOut("up");
        run.signal("KILL");
        run.await();
        Container container = lab.container(lab.id());
        assertThat(container.status()).isEqualTo("running");
        container.delete("--force").ok();
        Remains.assertNone(lab);
    }

    @ParameterizedTest
    @ValueSource(strings = {"oneshot", "resident"})
    void createKilledAtAnyMomentCanBeFollowedByDeleteForce(String mode, Lab lab) {
        HeldOperation.use(mode, lab);
        Bundle bundle = lab.bundle().staying().write();
        boolean oneshot = mode.equals("oneshot");
        for (int i = 0; i < (oneshot ? ONESHOT_ROUNDS : RESIDENT_ROUNDS); i++) {
            Running create = bundle.unwritten("create").start();
            Poll.pause(Duration.ofMillis(ThreadLocalRandom.current().nextInt(oneshot ? 500 : 40)));
            create.signal("KILL");
            create.await();
            lab.container(lab.id()).delete("--force").ok();
            Remains.assertNone(lab);
        }
        Remains.assertIdWorks(bundle);
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "delete"})
    void killedAtAnyMomentCanBeFollowedByDeleteForce(String operation, Lab lab) {
        Engine.start(lab);
        Bundle bundle = lab.bundle().staying().write();
        for (int i = 0; i < RESIDENT_ROUNDS; i++) {
            bundle.unwritten("create").run().ok();
            Running command = lab.runtime(operation, lab.id()).start();
            Poll.pause(Duration.ofMillis(ThreadLocalRandom.current().nextInt(15)));
            command.signal("KILL");
            command.await();
            lab.container(lab.id()).delete("--force").ok();
            Remains.assertNone(lab);
        }
    }
}
