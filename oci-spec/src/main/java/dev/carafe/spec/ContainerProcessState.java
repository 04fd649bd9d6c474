package dev.carafe.spec;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a supervisor of system calls gets with the listener; config-linux.md, "The Container Process
 * State".
 *
 * @param ociVersion version of the runtime-spec that this complies with
 * @param fds names of the descriptors that come along, in order
 * @param pid of the filtered process, as the runtime sees it
 * @param metadata {@code linux.seccomp.listenerMetadata}
 * @param state the container's
 */
public record ContainerProcessState(
        String ociVersion,
        List<String> fds,
        int pid,
        @Nullable String metadata,
        ContainerState state) {
    /** Name of the descriptor that seccomp(2) returns. */
    public static final String SECCOMP_FD = "seccompFd";

    public ContainerProcessState {
        requireNonNull(ociVersion, "ociVersion is null");
        requireNonNull(state, "state is null");
        fds = List.copyOf(fds);
    }
}
