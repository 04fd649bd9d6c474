package dev.carafe.conformance.harness;

import java.util.List;
import java.util.Locale;

/** What a finished command left: its exit code and what it wrote. */
public record Result(List<String> command, int exitCode, String out, String err) {

    /** Fails the test unless the command succeeded. */
    public Result ok() {
        return exited(0);
    }

    /** Fails the test unless the command left with this code. */
    public Result exited(int code) {
        if (exitCode != code) {
            throw new AssertionError("expected exit code " + code + " of " + this);
        }
        return this;
    }

    /** Fails the test unless the command failed and said why in one of these phrases (any case). */
    public Result refused(String... phrases) {
        if (exitCode == 0) {
            throw new AssertionError("expected a failure of " + this);
        }
        if (err.isBlank()) {
            throw new AssertionError("it failed without a word: " + this);
        }
        String said = err.toLowerCase(Locale.ROOT);
        for (String phrase : phrases) {
            if (said.contains(phrase.toLowerCase(Locale.ROOT))) {
                return this;
            }
        }
        if (phrases.length > 0) {
            throw new AssertionError("none of " + List.of(phrases) + " in the error of " + this);
        }
        return this;
    }

    @Override
    public String toString() {
        return String.join(" ", command)
                + "\nexit code: "
                + exitCode
                + "\nstdout: "
                + out
                + "\nstderr: "
                + err;
    }
}
