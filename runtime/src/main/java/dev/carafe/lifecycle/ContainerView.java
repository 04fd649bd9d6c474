package dev.carafe.lifecycle;

import dev.carafe.spec.ContainerState.Status;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * A container as {@code state} and {@code list} show it.
 *
 * @param ociVersion version of the runtime-spec that config.json names
 * @param id the container's id
 * @param pid of its process in the engine's pid namespace; 0 when there is none
 * @param status where in its lifecycle it is
 * @param bundle the bundle's directory
 * @param rootfs directory of the root filesystem
 * @param created when create began
 * @param annotations those of config.json
 * @param owner name of the user whom the state directory belongs to; {@code #uid} where the user
 *     has no name
 */
public record ContainerView(
        String ociVersion,
        String id,
        int pid,
        Status status,
        Path bundle,
        Path rootfs,
        Instant created,
        Map<String, String> annotations,
        String owner) {
    public ContainerView {
        annotations = Map.copyOf(annotations);
    }

    /** The same container at another time. */
    ContainerView at(Status then, int pidThen) {
        return new ContainerView(
                ociVersion, id, pidThen, then, bundle, rootfs, created, annotations, owner);
    }
}
