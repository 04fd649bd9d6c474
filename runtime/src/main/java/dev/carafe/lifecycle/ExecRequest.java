package dev.carafe.lifecycle;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the caller of exec asks for.
 *
 * @param id the container
 * @param processFile {@code --process}: process.json, instead of {@code flags}
 * @param flags what the process is, as a change of the container's own
 * @param detach return once the process runs
 * @param consoleSocket {@code --console-socket}
 * @param pidfdSocket {@code --pidfd-socket}
 * @param pidFile {@code --pid-file}
 * @param preservedDescriptors {@code --preserve-fds}
 * @param subCgroups {@code --cgroup}: {@code [CONTROLLER[,CONTROLLER...]:]PATH}
 * @param ignorePaused {@code --ignore-paused}
 */
public record ExecRequest(
        String id,
        Optional<Path> processFile,
        ProcessFlags flags,
        boolean detach,
        Optional<Path> consoleSocket,
        Optional<Path> pidfdSocket,
        Optional<Path> pidFile,
        int preservedDescriptors,
        List<String> subCgroups,
        boolean ignorePaused) {
    public ExecRequest {
        requireNonNull(id, "id is null");
        requireNonNull(flags, "flags is null");
        subCgroups = List.copyOf(subCgroups);
    }
}
