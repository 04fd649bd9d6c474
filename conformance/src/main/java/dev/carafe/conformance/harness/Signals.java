package dev.carafe.conformance.harness;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Signals from a JDK that has none but TERM and KILL. */
public final class Signals {

    private Signals() {}

    /** Sends a signal, by name without SIG or by number. A process that is gone is no error. */
    public static void send(long pid, String signal) {
        try {
            new ProcessBuilder(
                            "sh",
                            "-c",
                            "kill -s \"$0\" \"$1\" 2>/dev/null",
                            signal,
                            Long.toString(pid))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while sending " + signal, interrupted);
        }
    }
}
