package dev.carafe.conformance.crash;

import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Signals;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("carafe")
@Tag("crash")
@Conformance
class KilledInitTest {

    static Stream<Arguments> stepsWithAHookOnTheHost() {
        return HeldOperation.inBothModes(
                List.of(
                        "create@prestart",
                        "create@createRuntime",
                        "run@createRuntime",
                        "run --detach@createRuntime"));
    }

    @ParameterizedTest
    @MethodSource("stepsWithAHookOnTheHost")
    void commandFailsAndLeavesNothing(String mode, String step, Lab lab) {
        HeldOperation operation = HeldOperation.begin(mode, step, lab);
        operation.killInit();
        operation.held().release();
        operation.command().await().refused();
        operation.assertUndone();
    }

    static Stream<Arguments> stepsWithAHookInTheContainer() {
        return HeldOperation.inBothModes(
                List.of(
                        "create@createContainer",
                        "run@startContainer",
                        "run --detach@startContainer"));
    }

    @ParameterizedTest
    @MethodSource("stepsWithAHookInTheContainer")
    void commandFailsAndLeavesNothingOfTheHook(String mode, String step, Lab lab) {
        HeldOperation operation = HeldOperation.begin(mode, step, lab);
        operation.killInitInside();
        operation.command().await().refused();
        operation.assertUndone();
    }

    @Test
    void killedBeforeStartIsStoppedAndStartFails(Lab lab) {
        Container container = lab.bundle().staying().create();
        Signals.send(container.pid(), "KILL");
        container.awaitStatus("stopped").start().refused();
        container.delete().ok();
    }

    @ParameterizedTest
    @ValueSource(strings = {"oneshot", "resident"})
    void killedInAStartContainerHookFailsStart(String mode, Lab lab) {
        HeldOperation operation = HeldOperation.begin(mode, "start@startContainer", lab);
        Container container = lab.container(lab.id());
        Signals.send(container.pid(), "KILL");
        operation.command().await().refused();
        container.awaitStatus("stopped").delete().ok();
        operation.assertUndone();
    }

    /** The process was executed: that it ended before the hooks did is no failure of start. */
    @ParameterizedTest
    @ValueSource(strings = {"oneshot", "resident"})
    void killedInAPoststartHookLeavesAStoppedContainer(String mode, Lab lab) {
        HeldOperation operation = HeldOperation.begin(mode, "start@poststart", lab);
        operation.killInit();
        operation.held().release();
        operation.command().await().ok();
        lab.container(lab.id()).awaitStatus("stopped").delete().ok();
        operation.assertUndone();
    }

    @ParameterizedTest
    @ValueSource(strings = {"oneshot", "resident"})
    void killedInAPoststartHookIsTheExitCodeOfAForegroundRun(String mode, Lab lab) {
        HeldOperation operation = HeldOperation.begin(mode, "run@poststart", lab);
        operation.killInit();
        operation.held().release();
        operation.command().await().exited(137);
        operation.assertUndone();
    }
}
