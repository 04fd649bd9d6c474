package dev.carafe.lifecycle;

/**
 * The client is gone, or the session with it is broken: what the session began must be rolled back.
 */
public final class ClientLostException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ClientLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
