package dev.carafe.systemd;

import java.util.Map;

/**
 * Where a manager is reached: the bus of the system for root, that of the user for everybody else.
 *
 * @param text D-Bus address such as {@code unix:path=/run/dbus/system_bus_socket}
 * @param isUserBus whether it is the user's
 */
public record BusAddress(String text, boolean isUserBus) {
    private static final String SYSTEM = "unix:path=/run/dbus/system_bus_socket";

    /**
     * The bus for a caller.
     *
     * @param env the caller's environment, not the engine's
     * @param isUser whether the caller is not root of the host
     * @param uid the caller's user id
     */
    public static BusAddress of(Map<String, String> env, boolean isUser, long uid) {
        if (!isUser) {
            return new BusAddress(env.getOrDefault("DBUS_SYSTEM_BUS_ADDRESS", SYSTEM), false);
        }
        String directory = env.getOrDefault("XDG_RUNTIME_DIR", "/run/user/" + uid);
        String standard = "unix:path=" + directory + "/bus";
        return new BusAddress(env.getOrDefault("DBUS_SESSION_BUS_ADDRESS", standard), true);
    }
}
