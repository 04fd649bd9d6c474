package dev.carafe.lifecycle;

import dev.carafe.spec.ContainerState;
import dev.carafe.spec.ContainerState.Status;
import dev.carafe.spec.write.StateWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

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
        ContainerState state =
                new ContainerState(
                        ociVersion, id, status, pid == 0 ? null : pid, bundle, annotations);
        return StateWriter.write(state).getBytes(StandardCharsets.UTF_8);
    }
}
