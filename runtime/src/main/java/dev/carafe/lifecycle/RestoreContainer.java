package dev.carafe.lifecycle;

import dev.carafe.state.LockedContainer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * Makes a container from what checkpoint has saved.
 *
 * @param site where the container will be
 * @param request what the caller asks for
 * @param subreaper false with {@code --no-subreaper}
 */
public record RestoreContainer(Site site, RestoreRequest request, boolean subreaper) {
    /** As with run: how long the engine waits with the client. */
    private static final Duration LINGER = Duration.ofSeconds(10);

    /** Returns once the container's processes run again. */
    public int detached() {
        restore(false);
        return 0;
    }

    /**
     * Stays with the process, as run does.
     *
     * @return the process's exit code, or 128 and the number of the signal that ended it
     */
    public int foreground() {
        restore(true);
        String id = request.create().id();
        List<String> finish = Invocations.of(site, "finish", id);
        OptionalInt status = site.client().foreground(finish, LINGER, subreaper);
        return status.isPresent() ? RunContainer.finish(site, id, status.getAsInt()) : 0;
    }

    private void restore(boolean foreground) {
        CriuFlags criu = request.criu();
        CriuFiles.requireDirectory(criu.images(), "--image-path");
        CriuRights.require(site, "restore");
        criu.work().ifPresent(work -> CriuFiles.makeDirectory(work, "--work-path"));
        Revival revival = new CriuRevival(site, request);
        CreateContainer create = new CreateContainer(site, request.create(), foreground, revival);
        try (LockedContainer _ = create.create()) {
            // Its processes run already: there is nothing to start.
        }
    }
}
