package dev.carafe.conformance.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command that was started. Its output goes to files, so that a container it leaves behind holds
 * no pipe of ours.
 */
public final class Running {

    private final List<String> command;
    private final Process process;
    private final Path out;
    private final Path err;
    private final Duration limit;

    Running(List<String> command, Process process, Path out, Path err, Duration limit) {
        this.command = List.copyOf(command);
        this.process = process;
        this.out = out;
        this.err = err;
        this.limit = limit;
    }

    /** The command's process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether the command has not ended yet. */
    public boolean alive() {
        return process.isAlive();
    }

    /** What was written to stdout so far. */
    public String out() {
        return read(out);
    }

    /** What was written to stderr so far. */
    public String err() {
        return read(err);
    }

    /** Waits until a text is on stdout; a command that fails before is not waited for. */
    public Running awaitOut(String text) {
        String what = "\"" + text + "\" on stdout of " + command;
        Poll.until(what, () -> hasFailed() || out().contains(text), () -> out() + err());
        if (!out().contains(text)) {
            throw new AssertionError(
                    "it failed before " + what + ": " + result(process.exitValue()));
        }
        return this;
    }

    private boolean hasFailed() {
        return !process.isAlive() && process.exitValue() != 0;
    }

    /** Sends a signal, by name without SIG. */
    public void signal(String name) {
        Signals.send(pid(), name);
    }

    /** Waits for the end; a command that takes too long is killed and fails the test. */
    public Result await() {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
                throw new AssertionError("it did not end in " + limit + ": " + result(-1));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + command, interrupted);
        }
        return result(process.exitValue());
    }

    void destroy() {
        process.destroyForcibly();
    }

    private Result result(int exitCode) {
        return new Result(command, exitCode, out(), err());
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
