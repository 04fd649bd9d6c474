package dev.carafe.lifecycle;

/** A launch failed before there was an init: in a host operation, or in the clone itself. */
public final class LaunchFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient LaunchFailure failure;

    public LaunchFailedException(LaunchFailure failure) {
        super(failure.toString());
        this.failure = failure;
    }

    /** What failed. */
    public LaunchFailure failure() {
        return failure;
    }
}
