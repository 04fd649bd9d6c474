package dev.carafe.conformance.e2e;

import dev.carafe.conformance.harness.Command;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Running;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** An engine's process: started, waited for, stopped by its pid. */
final class Daemon {

    private static final Duration STOPPING = Duration.ofSeconds(30);

    private static final int ATTEMPTS = 3;

    private final Running process;

    private Daemon(Running process) {
        this.process = process;
    }

    /**
     * Starts it and waits until it answers. dockerd gives its containerd fifteen seconds, which are
     * not enough on a machine in distress: so it has a second chance, and a third.
     */
    static Daemon start(Command command, BooleanSupplier answers) {
        for (int left = ATTEMPTS - 1; ; left--) {
            Daemon daemon = new Daemon(command.start());
            Poll.until(
                    "an answer of the engine",
                    () -> !daemon.process.alive() || answers.getAsBoolean(),
                    daemon::log);
            if (daemon.process.alive()) {
                return daemon;
            }
            if (left == 0) {
                throw new AssertionError("the engine ended: " + daemon.log());
            }
        }
    }

    /** Ends it as a service manager does. */
    void stop() {
        process.signal("TERM");
        if (!Poll.within(STOPPING, () -> !process.alive())) {
            throw new AssertionError("the engine does not end: " + log());
        }
    }

    /** Ends it without a chance to clean up. */
    void kill() {
        process.signal("KILL");
        Poll.until("the engine's end", () -> !process.alive());
    }

    /** What it said so far. */
    String log() {
        return process.out() + process.err();
    }
}
