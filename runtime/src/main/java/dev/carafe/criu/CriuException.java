package dev.carafe.criu;

/** criu answered something that is not of its protocol. */
public final class CriuException extends RuntimeException {
    private static final long serialVersionUID = 1;

    CriuException(String message) {
        super(message);
    }

    CriuException(String message, Throwable cause) {
        super(message, cause);
    }
}
