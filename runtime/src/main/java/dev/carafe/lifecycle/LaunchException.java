package dev.carafe.lifecycle;

/** Init could not do what the program says, or died; the container is rolled back. */
public final class LaunchException extends LifecycleException {
    private static final long serialVersionUID = 1;

    LaunchException(String message) {
        super(message, null);
    }

    LaunchException(String message, Throwable cause) {
        super(message, cause);
    }
}
