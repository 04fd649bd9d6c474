package dev.carafe.plan;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the caller's service manager gave it, for the container's process.
 *
 * @param listenDescriptors how many sockets by socket activation, which are preserved before other
 *     descriptors: sd_listen_fds(3)
 * @param listenNames their names, {@code LISTEN_FDNAMES}
 * @param notifyDirectory where the socket is going to be to which the process says that it is
 *     ready: sd_notify(3)
 */
public record ServiceManager(
        int listenDescriptors, Optional<String> listenNames, Optional<Path> notifyDirectory) {
    /** None. */
    public static final ServiceManager NONE =
            new ServiceManager(0, Optional.empty(), Optional.empty());

    public ServiceManager {
        requireNonNull(listenNames, "listenNames is null");
        requireNonNull(notifyDirectory, "notifyDirectory is null");
    }
}
