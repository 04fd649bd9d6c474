package dev.carafe.lifecycle;

import org.jspecify.annotations.Nullable;

/**
 * An operation was refused or failed; the message is what the user reads: one line, lower case,
 * without a full stop.
 */
public abstract sealed class LifecycleException extends RuntimeException
        permits StateException, LaunchException, HookException, RequestException, BundleException {
    private static final long serialVersionUID = 1;

    private final String line;
    private final transient ErrorDetail detail;

    LifecycleException(String message, @Nullable Throwable cause) {
        this(message, cause, ErrorDetail.NONE);
    }

    LifecycleException(String message, @Nullable Throwable cause, ErrorDetail detail) {
        super(message, cause);
        this.line = message;
        this.detail = detail;
    }

    /** The parts of the message, as far as there are any. */
    ErrorDetail detail() {
        return detail;
    }

    @Override
    public String getMessage() {
        return line;
    }
}
