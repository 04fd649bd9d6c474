package dev.carafe.cli;

/** The command line itself is wrong; the message says how, in one line. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
