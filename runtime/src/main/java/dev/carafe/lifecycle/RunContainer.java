package dev.carafe.lifecycle;

import dev.carafe.state.LockedContainer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * Create and start in one session.
 *
 * @param site where the container will be
 * @param request what the caller asks for
 * @param keep whether the container stays when its process has ended
 * @param subreaper false with {@code --no-subreaper}
 */
public record RunContainer(Site site, CreateRequest request, boolean keep, boolean subreaper) {
    /** How long the engine waits with the client: most containers that are waited for are brief. */
    private static final Duration LINGER = Duration.ofSeconds(10);

    /** Returns once the process runs. */
    public int detached() {
        if (createAndStart(CreateContainer.beforeStart(site, request, false))) {
            site.client().exitWhenReady();
        }
        return 0;
    }

    /**
     * Stays with the process, unless it takes long or the client can delete the container alone:
     * then the client stays alone, and calls {@code finish} at the end if there is anything left to
     * decide.
     *
     * @param started run once the process runs
     * @return the process's exit code, or 128 and the number of the signal that ended it
     */
    public int foreground(Runnable started) {
        CreateContainer create = CreateContainer.beforeStart(site, request, true);
        createAndStart(create);
        started.run();
        OptionalInt status =
                site.client()
                        .foreground(
                                keep ? List.of() : Invocations.of(site, "finish", request.id()),
                                isLeftToClient(create) ? Duration.ZERO : LINGER,
                                subreaper);
        return status.isPresent() ? finish(site, request.id(), status.getAsInt()) : 0;
    }

    private boolean isLeftToClient(CreateContainer create) {
        return keep
                || (create.isRemovableByClient() && site.client().invocation().wantsShortcuts());
    }

    /**
     * Ends a foreground run whose process has ended.
     *
     * @param waitStatus as wait(2) gives it
     * @return the exit code for the caller
     */
    public static int finish(Site site, String id, int waitStatus) {
        new DeleteContainer(site).deleteEnded(id);
        return new WaitStatus(waitStatus).exitCode();
    }

    private boolean start(
            CreateContainer create, LockedContainer locked, ContainerRecord container) {
        StartContainer start = new StartContainer(site);
        try (Trace.Phase _ = site.trace().phase("start")) {
            if (!create.isStarted()) {
                return start.start(locked, container);
            }
            start.complete(locked, container);
            return false;
        } finally {
            create.takeTimes();
        }
    }

    /** Returns whether somebody is told when the container is ready. */
    private boolean createAndStart(CreateContainer create) {
        try (LockedContainer locked = create.create()) {
            ContainerRecord container =
                    new ContainerRecord(site, locked.directory(), create.stored());
            try {
                return start(create, locked, container);
            } catch (HookException e) {
                throw e; // start has deleted it
            } catch (ClientLostException e) {
                // As with a start, or a moment later: the container is there, and goes on.
                throw e;
            } catch (RuntimeException | Error e) {
                new Teardown()
                        .step(() -> new DeleteContainer(site).rollForward(locked, container))
                        .addTo(e);
                throw e;
            }
        }
    }
}
