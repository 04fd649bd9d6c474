package dev.carafe.lifecycle;

import dev.carafe.criu.CgroupMode;
import dev.carafe.criu.CriuOptions;
import dev.carafe.criu.NetworkLock;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What checkpoint and restore have in common of what a caller asks of criu.
 *
 * @param program criu, by its path or to be looked for in PATH
 * @param images directory of the images
 * @param work directory of the log; that of the images when empty
 * @param tcpEstablished {@code --tcp-established}
 * @param externalUnixSockets {@code --ext-unix-sk}
 * @param shellJob {@code --shell-job}
 * @param fileLocks {@code --file-locks}
 * @param autoDedup {@code --auto-dedup}
 * @param lazyPages {@code --lazy-pages}
 * @param cgroupMode {@code --manage-cgroups-mode}
 * @param networkLock {@code --network-lock}
 */
public record CriuFlags(
        String program,
        Path images,
        Optional<Path> work,
        boolean tcpEstablished,
        boolean externalUnixSockets,
        boolean shellJob,
        boolean fileLocks,
        boolean autoDedup,
        boolean lazyPages,
        CgroupMode cgroupMode,
        Optional<NetworkLock> networkLock) {
    /** The network devices of a container are its engine's, as runc has it. */
    private static final int NETWORK_IS_EMPTY = 0x40000000;

    /** Where the log goes. */
    Path workDirectory() {
        return work.orElse(images);
    }

    CriuOptions applyTo(CriuOptions options) {
        networkLock.ifPresent(options::networkLock);
        return options.tcpEstablished(tcpEstablished)
                .externalUnixSockets(externalUnixSockets)
                .shellJob(shellJob)
                .fileLocks(fileLocks)
                .autoDedup(autoDedup)
                .lazyPages(lazyPages)
                .emptyNamespaces(NETWORK_IS_EMPTY)
                .orphanTerminals();
    }
}
