package dev.carafe.systemd;

import org.jspecify.annotations.Nullable;

/** systemd refused, or could not be asked; the message is one line. */
public final class SystemdException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private static final String UNIT_EXISTS = "org.freedesktop.systemd1.UnitExists";

    private final String errorName;

    /**
     * A failure.
     *
     * @param errorName of the D-Bus error, such as {@code org.freedesktop.DBus.Error.AccessDenied};
     *     empty when it is none
     */
    public SystemdException(String errorName, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.errorName = errorName;
    }

    /** Name of the D-Bus error; empty when it is none. */
    String errorName() {
        return errorName;
    }

    /** Whether there is a unit of the name that was asked for. */
    public boolean isUnitExists() {
        return errorName.equals(UNIT_EXISTS);
    }
}
