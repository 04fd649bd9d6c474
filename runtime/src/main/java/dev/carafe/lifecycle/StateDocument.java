package dev.carafe.lifecycle;

import dev.carafe.spec.ContainerProcessState;
import dev.carafe.spec.ContainerState;
import dev.carafe.spec.ContainerState.Status;
import dev.carafe.spec.write.SpecTemplate;
import dev.carafe.spec.write.StateWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container's state as hooks get it on their standard input; runtime.md, "State".
 *
 * @param ociVersion {@code ociVersion} of config.json
 * @param id the container's id
 * @param bundle absolute path of the bundle
 * @param annotations those of config.json
 */
record StateDocument(String ociVersion, String id, String bundle, Map<String, String> annotations) {
    StateDocument(String ociVersion, String id, Path bundle, Map<String, String> annotations) {
        this(ociVersion, id, bundle.toString(), annotations);
    }

    /**
     * The JSON.
     *
     * @param pid as those see it who read the state: in the container's pid namespace for hooks
     *     that run there; 0 when there is no process
     */
    byte[] json(Status status, int pid) {
        return StateWriter.write(state(status, pid)).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The JSON for a supervisor of system calls, which gets the listener with it.
     *
     * @param pid of the filtered process
     * @param init the container's process
     * @param metadata {@code linux.seccomp.listenerMetadata}
     */
    byte[] forListener(Status status, int pid, int init, @Nullable String metadata) {
        ContainerProcessState process =
                new ContainerProcessState(
                        SpecTemplate.OCI_VERSION,
                        List.of(ContainerProcessState.SECCOMP_FD),
                        pid,
                        metadata,
                        state(status, init));
        return StateWriter.write(process).getBytes(StandardCharsets.UTF_8);
    }

    private ContainerState state(Status status, int pid) {
        return new ContainerState(
                ociVersion, id, status, pid == 0 ? null : pid, bundle, annotations);
    }
}
