package dev.carafe.lifecycle;

import dev.carafe.state.LockedContainer;
import java.time.Duration;
import java.util.ArrayList;
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
        if (createAndStart(false)) {
            site.client().exitWhenReady();
        }
        return 0;
    }

    /**
     * Stays with the process, unless it takes long: then the client stays alone, and calls {@code
     * finish} at the end.
     *
     * @param started run once the process runs
     * @return the process's exit code, or 128 and the number of the signal that ended it
     */
    public int foreground(Runnable started) {
        createAndStart(true);
        started.run();
        List<String> finish = new ArrayList<>(List.of("finish"));
        if (keep) {
            finish.add("--keep");
        }
        finish.add(request.id());
        OptionalInt status =
                site.client()
                        .foreground(
                                Invocations.of(site, finish.toArray(String[]::new)),
                                LINGER,
                                subreaper);
        return status.isPresent() ? finish(site, request.id(), status.getAsInt(), keep) : 0;
    }

    /**
     * Ends a foreground run whose process has ended.
     *
     * @param waitStatus as wait(2) gives it
     * @return the exit code for the caller
     */
    public static int finish(Site site, String id, int waitStatus, boolean keep) {
        if (!keep) {
            new DeleteContainer(site).deleteEnded(id);
        }
        return new WaitStatus(waitStatus).exitCode();
    }

    private boolean start(
            CreateContainer create, LockedContainer locked, ContainerRecord container) {
        try (Trace.Phase _ = site.trace().phase("start")) {
            return new StartContainer(site).start(locked, container);
        } finally {
            create.takeTimes();
        }
    }

    /** Returns whether somebody is told when the container is ready. */
    private boolean createAndStart(boolean foreground) {
        CreateContainer create = new CreateContainer(site, request, foreground);
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
