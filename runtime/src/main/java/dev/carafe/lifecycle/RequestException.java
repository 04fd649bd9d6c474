package dev.carafe.lifecycle;

/** What was asked for is wrong in itself, whatever state a container is in. */
public final class RequestException extends LifecycleException {
    private static final long serialVersionUID = 1;

    public RequestException(String message) {
        super(message, null);
    }
}
