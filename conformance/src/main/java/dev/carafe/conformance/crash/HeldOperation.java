package dev.carafe.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Running;
import dev.carafe.conformance.harness.Signals;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;

/**
 * An operation of a test's container that stands at a step, so that one of those who work on it can
 * be killed there.
 *
 * @param engine the resident one; null when the command has started its own
 * @param toldPid the container's pid as the hook was told it
 */
record HeldOperation(
        Lab lab, Bundle bundle, Held held, Running command, @Nullable Engine engine, long toldPid) {

    /** Every step in both modes, for a method source. */
    static Stream<Arguments> inBothModes(List<String> steps) {
        return Stream.of("oneshot", "resident")
                .flatMap(mode -> steps.stream().map(step -> Arguments.of(mode, step)));
    }

    /** Uses that mode for the test; answers the resident engine. */
    static @Nullable Engine use(String mode, Lab lab) {
        if (mode.equals("resident")) {
            return Engine.start(lab);
        }
        lab.with("CARAFE_ENGINE", "oneshot");
        return null;
    }

    /**
     * Begins an operation, and waits until it is there.
     *
     * @param step the operation with its options, "@", and the hooks it is to be held at
     */
    static HeldOperation begin(String mode, String step, Lab lab) {
        String[] words = step.split("@", -1);
        Engine engine = use(mode, lab);
        Bundle bundle = lab.bundle().staying();
        Held held = Held.at(words[1], bundle, lab);
        Running command = start(words[0], bundle, lab);
        return new HeldOperation(lab, bundle, held, command, engine, held.await());
    }

    private static Running start(String operation, Bundle bundle, Lab lab) {
        return switch (operation) {
            case "create" -> bundle.operation("create").start();
            case "run" -> bundle.startRun();
            case "run --detach" -> bundle.startRun("--detach");
            case "start", "delete" -> {
                bundle.create();
                yield lab.runtime(operation, lab.id()).start();
            }
            default -> throw new IllegalArgumentException(operation);
        };
    }

    /** Kills the client, and waits for its end. */
    void killClient() {
        command.signal("KILL");
        command.await().exited(137);
    }

    /** Kills the engine that works for it. */
    void killEngine() {
        killEngine(command, engine);
    }

    /** Kills the resident engine, or the one that a command has started. */
    static void killEngine(Running command, @Nullable Engine engine) {
        if (engine != null) {
            engine.kill();
            return;
        }
        Signals.send(engineOf(command), "KILL");
    }

    /** The pid of the one-shot engine that a command has started. */
    static long engineOf(Running command) {
        List<Long> engines = children(command, true);
        assertThat(engines).hasSize(1);
        return engines.getFirst();
    }

    /** Kills both, so that neither sees the other's end. */
    void killClientAndEngine() {
        command.signal("STOP");
        killEngine();
        killClient();
    }

    /** Kills init where a hook in the container holds it: the client has no other child then. */
    void killInitInside() {
        List<Long> inits = children(command, false);
        assertThat(inits).hasSize(1);
        Signals.send(inits.getFirst(), "KILL");
    }

    /** Kills init where the hook was told its pid as the host has it. */
    void killInit() {
        Signals.send(toldPid, "KILL");
    }

    private static List<Long> children(Running command, boolean engines) {
        return ProcessHandle.of(command.pid()).stream()
                .flatMap(ProcessHandle::children)
                .filter(child -> child.info().command().orElse("").endsWith("/java") == engines)
                .map(ProcessHandle::pid)
                .toList();
    }

    /** That nothing is left, now or soon, and that another container can have the id. */
    void assertUndone() {
        Remains.assertNone(lab);
        Remains.assertIdWorks(bundle.merge("{\"hooks\":null}"));
    }
}
