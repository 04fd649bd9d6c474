package dev.carafe.lifecycle;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the caller of checkpoint asks for.
 *
 * @param id the container
 * @param criu what restore has too
 * @param parentImages {@code --parent-path}, relative to the images
 * @param leaveRunning {@code --leave-running}
 * @param tcpSkipInFlight {@code --tcp-skip-in-flight}
 * @param linkRemap {@code --link-remap}
 * @param preDump {@code --pre-dump}: the memory only, and the container goes on
 * @param statusDescriptor {@code --status-fd}, a descriptor of the client's
 * @param pageServer {@code --page-server}
 */
public record CheckpointRequest(
        String id,
        CriuFlags criu,
        Optional<String> parentImages,
        boolean leaveRunning,
        boolean tcpSkipInFlight,
        boolean linkRemap,
        boolean preDump,
        OptionalInt statusDescriptor,
        Optional<PageServer> pageServer) {
    /** Where pages are sent to. */
    public record PageServer(String address, int port) {}

    /** Whether the container's processes are gone when it has come to its end. */
    boolean endsContainer() {
        return !leaveRunning && !preDump;
    }
}
