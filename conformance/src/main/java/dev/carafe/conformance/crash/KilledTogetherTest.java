package dev.carafe.conformance.crash;

import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Lab;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Client and engine at once, as by the end of their common cgroup: the next command makes up. */
@Tag("carafe")
@Tag("crash")
@Conformance
class KilledTogetherTest {

    static Stream<Arguments> steps() {
        return HeldOperation.inBothModes(
                List.of(
                        "create@createRuntime",
                        "create@createContainer",
                        "run --detach@poststart",
                        "start@startContainer",
                        "delete@poststop"));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void nextCommandLeavesNothing(String mode, String step, Lab lab) {
        HeldOperation operation = HeldOperation.begin(mode, step, lab);
        operation.killClientAndEngine();
        lab.container(lab.id()).delete("--force").ok();
        operation.assertUndone();
    }
}
