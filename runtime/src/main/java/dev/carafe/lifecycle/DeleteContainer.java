package dev.carafe.lifecycle;

import dev.carafe.cgroup.Cgroup;
import dev.carafe.linux.Signals;
import dev.carafe.spec.ContainerState.Status;
import dev.carafe.state.ContainerDirectory;
import dev.carafe.state.Intent;
import dev.carafe.state.LockedContainer;
import dev.carafe.state.StoreException;
import dev.carafe.state.StoredContainer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Removes a container: its processes and its control groups; then its directory, once the poststop
 * hooks have run.
 *
 * <p>It only rolls forward: from the intent on, whoever comes next completes it. So poststop hooks
 * run at least once: again, when the client or the engine was lost before they were all done.
 *
 * @param site where the container is
 */
public record DeleteContainer(Site site) {
    /**
     * Deletes a container that is stopped or has not been started.
     *
     * @param force kills the container first, and does not mind when there is none
     * @throws StateException when there is none, or it runs
     */
    public void delete(String id, boolean force) {
        try {
            new Recover(site).ifAbandoned(id);
            site.store().find(id);
            if (force) {
                killStarting(id);
            }
        } catch (StoreException e) {
            handle(e, id, force);
            return;
        }
        deleteFound(id, force);
    }

    /**
     * Deletes a container whose process has ended, as its parent tells: nobody is starting it.
     * Somebody may have deleted it meanwhile, which is as well.
     */
    void deleteEnded(String id) {
        deleteFound(id, true);
    }

    private void deleteFound(String id, boolean force) {
        site.client().recoverWith(Invocations.of(site, "recover", id));
        try (LockedContainer locked = Locking.lock(site, id)) {
            Optional<StoredContainer> stored = locked.directory().state();
            if (stored.isEmpty()) {
                // With the lock in hand nobody is creating it.
                discard(locked, locked.directory().intent());
                if (!force) {
                    throw StateException.missing(id, site.store().root());
                }
                return;
            }
            ContainerRecord container = new ContainerRecord(site, locked.directory(), stored.get());
            if (!force) {
                requireNotRunning(container);
            }
            rollForward(locked, container);
        } catch (StoreException e) {
            handle(e, id, force);
        }
    }

    private static void requireNotRunning(ContainerRecord container) {
        Status status = container.status();
        switch (status) {
            case STOPPED, CREATED -> {}
            case RUNNING, PAUSED, CREATING ->
                    throw StateException.cannotDelete(container.stored().id(), status);
        }
    }

    /** A start keeps the lock for as long as its startContainer hooks take, or its init lives. */
    private void killStarting(String id) {
        Optional<LockedContainer> free = site.store().lock(id, Duration.ZERO);
        if (free.isPresent()) {
            free.get().close();
            return;
        }
        Optional<StoredContainer> stored = site.store().find(id).state();
        if (stored.isPresent()) {
            Teardown.signalKill(stored.get().init());
        }
    }

    /** Completes a delete. */
    void rollForward(LockedContainer locked, ContainerRecord container) {
        StoredContainer stored = container.stored();
        locked.intendDelete(
                new Intent(
                        Intent.Action.DELETE,
                        site.client().process(),
                        stored.cgroups(),
                        List.of(),
                        Optional.of(stored.init())));
        destroy(locked, container);
        byte[] state = container.state(Status.STOPPED, 0);
        new HookRunner(site.client(), site.diagnostics(), container::at)
                .runAll("poststop", stored.poststop(), state);
        // Last: while the record is there, whoever recovers runs the hooks, for some the second
        // time.
        locked.remove();
    }

    /** All but the hooks and the record of what is being done. */
    private void destroy(LockedContainer locked, ContainerRecord container) {
        Teardown teardown = new Teardown();
        Cgroup cgroup = container.cgroup();
        if (!container.init().isGone() && cgroup.isFrozen()) {
            // In a frozen v1 group even SIGKILL waits for the thaw, so it is sent first.
            cgroup.kill(Signals.SIGKILL);
            teardown.step(cgroup::thaw);
        }
        String id = locked.directory().id();
        teardown.step(() -> Teardown.killInit(id, container.init(), cgroup));
        teardown.step(() -> Teardown.remove(cgroup));
        List<Path> resctrl = container.stored().resctrl().stream().map(Path::of).toList();
        teardown.step(() -> Teardown.removeUnused(resctrl));
        teardown.finish();
    }

    /** Removes what has no state; what is left of it outside the directory, the intent tells. */
    private void discard(LockedContainer locked, Optional<Intent> intent) {
        if (intent.isPresent()) {
            new Recover(site).rollBack(locked, intent.get());
        } else {
            locked.remove();
        }
    }

    private void handle(StoreException e, String id, boolean force) {
        switch (e.kind()) {
            case NOT_FOUND -> {
                if (!force) {
                    throw StateException.missing(id, site.store().root());
                }
            }
            case CORRUPT -> {
                if (!force) {
                    throw e;
                }
                removeUnreadable(id);
            }
            case INVALID_ID, EXISTS, IO -> throw e;
        }
    }

    /** Removes a container whose state cannot be read, by the intent that was there before it. */
    private void removeUnreadable(String id) {
        try (LockedContainer locked = Locking.lock(site, id)) {
            site.diagnostics()
                    .warn(
                            "the state of \"%s\" cannot be read: its poststop hooks are not run"
                                    .formatted(id));
            discard(locked, lastIntent(locked.directory()));
        }
    }

    private Optional<Intent> lastIntent(ContainerDirectory directory) {
        try {
            return directory.lastIntent();
        } catch (StoreException e) {
            site.diagnostics().warn(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
