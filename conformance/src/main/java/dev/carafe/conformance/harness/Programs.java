package dev.carafe.conformance.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Programs that tests make, to execute them at once. */
public final class Programs {
    private Programs() {}

    /**
     * Copies a program, with its mode. By cp(1), since a process that this JVM forks meanwhile for
     * another test would hold a file that is open for writing here until its own execve(2), and the
     * program could not be executed (ETXTBSY).
     *
     * @param to replaced if it is there
     */
    public static void copy(Path program, Path to) {
        try {
            Process copying =
                    new ProcessBuilder(
                                    "cp",
                                    "--preserve=mode",
                                    "--remove-destination",
                                    program.toString(),
                                    to.toString())
                            .inheritIO()
                            .start();
            if (copying.waitFor() != 0) {
                throw new IOException("cp %s %s failed".formatted(program, to));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException failure) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(failure);
        }
    }
}
