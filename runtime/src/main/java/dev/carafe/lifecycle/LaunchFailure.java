package dev.carafe.lifecycle;

/**
 * Why an operation failed; docs/protocol.md, "Failure kinds".
 *
 * @param operation index in the program, or -1 for the client itself
 * @param kind what {@code number} is
 * @param number errno, exit code, signal or milliseconds, as the kind says
 * @param detail the call and its object, or a hook's output
 */
public record LaunchFailure(int operation, Kind kind, int number, String detail) {
    /** The operation of a failure that no operation of a program caused. */
    public static final int CLIENT = -1;

    /** The kinds in the order of their numbers in the protocol. */
    public enum Kind {
        ERRNO,
        EXIT,
        SIGNAL,
        TIMEOUT,
        UNSAFE,
        PROGRAM,
        DIED
    }
}
