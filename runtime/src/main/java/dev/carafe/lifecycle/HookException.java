package dev.carafe.lifecycle;

/** A hook failed, and the spec has the operation fail with it. */
public final class HookException extends LifecycleException {
    private static final long serialVersionUID = 1;

    HookException(String message, ErrorDetail detail) {
        super(message, null, detail);
    }
}
