package dev.carafe.lifecycle;

import dev.carafe.cgroup.CgroupException;
import dev.carafe.spec.ContainerState.Status;
import dev.carafe.state.LockedContainer;
import java.util.List;

/**
 * Stops a container's processes and lets them run on, by the freezer of its control group.
 *
 * @param site where the container is
 */
public record PauseContainer(Site site) {
    /**
     * Stops all processes; returns when they stand still. A created container can be paused as
     * well: it is created again when it is resumed.
     *
     * @throws StateException when there is no such container, it is stopped, or paused already
     * @throws CgroupException when its processes cannot be stopped; they run on then
     */
    public void pause(String id) {
        requirePausable(ContainerRecord.find(site, id));
        try (LockedContainer locked = Locking.lock(site, id)) {
            ContainerRecord container = ContainerRecord.of(site, locked.directory());
            requirePausable(container);
            // Done a second time it would be refused: a client that loses its engine says so.
            site.client().recoverWith(List.of());
            freeze(container);
        }
    }

    /** A container that has ended meanwhile has no control group either, or will not have. */
    private static void freeze(ContainerRecord container) {
        try {
            container.cgroup().freeze();
        } catch (CgroupException e) {
            if (container.status() == Status.STOPPED) {
                throw StateException.notRunning(container.stored().id());
            }
            throw e;
        }
    }

    /**
     * Lets the processes run on. It takes no lock: a start that was under way when its container
     * was frozen has the lock until then.
     *
     * @throws StateException when there is no such container, or it is not paused
     */
    public void resume(String id) {
        ContainerRecord container = ContainerRecord.find(site, id);
        Status status = container.status();
        if (status != Status.PAUSED) {
            throw StateException.notPaused(id, status);
        }
        site.client().recoverWith(List.of());
        container.cgroup().thaw();
    }

    private static void requirePausable(ContainerRecord container) {
        Status status = container.status();
        switch (status) {
            case CREATED, RUNNING -> {}
            case PAUSED, STOPPED, CREATING ->
                    throw StateException.notRunning(container.stored().id(), status);
        }
    }
}
