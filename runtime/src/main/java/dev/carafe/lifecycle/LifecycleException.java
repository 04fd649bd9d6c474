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

    LifecycleException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.line = message;
    }

    @Override
    public String getMessage() {
        return line;
    }
}
