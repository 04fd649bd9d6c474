package org.freedesktop.systemd1;

import org.freedesktop.dbus.exceptions.DBusExecutionException;

/** There is no unit of that name: an error that has this class's name on the bus. */
public final class NoSuchUnit extends DBusExecutionException {
    private static final long serialVersionUID = 1;

    public NoSuchUnit(String message) {
        super(message);
    }
}
