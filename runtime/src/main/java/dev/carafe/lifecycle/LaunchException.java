package dev.carafe.lifecycle;

import dev.carafe.cgroup.CgroupException;

/** Init could not do what the program says, or died; the container is rolled back. */
public final class LaunchException extends LifecycleException {
    private static final long serialVersionUID = 1;

    LaunchException(String message) {
        super(message, null);
    }

    LaunchException(String message, ErrorDetail detail) {
        super(message, null, detail);
    }

    private LaunchException(String message, Throwable cause, ErrorDetail detail) {
        super(message, cause, detail);
    }

    /** A control group for a container could not be had. */
    static LaunchException of(Bundle bundle, CgroupException e) {
        return new LaunchException(
                bundle.place(e.pointer()) + e.getMessage(),
                e,
                ErrorDetail.of(e).at(bundle.at(e.pointer())));
    }
}
