package dev.carafe.plan;

import dev.carafe.spec.Mount;
import java.nio.file.Path;
import java.util.List;

/**
 * The socket to which the container's process says that it is ready; as in runc, it is in a
 * directory that is mounted, since it comes with start only.
 */
final class NotifySocket {
    private static final String DIRECTORY = "/run/notify";

    /** What the process finds in its environment. */
    static final String ENTRY = "NOTIFY_SOCKET=" + DIRECTORY + "/notify.sock";

    private NotifySocket() {}

    /** The mount of the directory with the socket. */
    static Mount mount(Path source) {
        return new Mount(
                DIRECTORY,
                "bind",
                source.toString(),
                List.of("bind", "nosuid", "noexec", "nodev", "ro"),
                List.of(),
                List.of());
    }
}
