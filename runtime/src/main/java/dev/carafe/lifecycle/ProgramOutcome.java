package dev.carafe.lifecycle;

/**
 * How a program of the caller's ended.
 *
 * @param kind {@code EXIT} or {@code ERRNO} with number 0 is success
 * @param number as the kind says
 * @param output what it wrote to its standard output and error, a character for each byte; for
 *     {@code ERRNO} what failed
 */
public record ProgramOutcome(LaunchFailure.Kind kind, int number, String output) {
    /** Whether it was executed, and ended with exit code 0. */
    boolean succeeded() {
        return number == 0 && (kind == LaunchFailure.Kind.EXIT || kind == LaunchFailure.Kind.ERRNO);
    }
}
