package dev.carafe.lifecycle;

import dev.carafe.cgroup.Cgroup;
import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.Errno;
import dev.carafe.linux.KernelException;
import dev.carafe.linux.Signals;
import dev.carafe.spec.ContainerState.Status;
import java.util.List;

/**
 * Sends a signal to a container. It takes no lock, so that a container whose start hangs in a hook
 * can be killed.
 *
 * @param site where the container is
 */
public record KillContainer(Site site) {
    /**
     * Sends a signal to the container's process.
     *
     * <p>SIGKILL goes to all processes of a container that has no pid namespace of its own: nothing
     * else would end them with their init.
     *
     * @param all whether to signal all its processes; no error when it is stopped, as in runc
     * @throws StateException when there is no such container, or it is stopped
     */
    public void kill(String id, int signal, boolean all) {
        ContainerRecord container = ContainerRecord.find(site, id);
        // A client that loses its engine from here on must not send the signal twice.
        site.client().recoverWith(List.of());
        Cgroup cgroup = container.cgroup();
        boolean everything = all || (signal == Signals.SIGKILL && !container.hasOwnPidNamespace());
        if (container.status() == Status.STOPPED) {
            if (everything && !cgroup.processes().isEmpty()) {
                cgroup.kill(signal);
            } else if (!all) {
                throw StateException.notRunning(id);
            }
            return;
        }
        if (everything) {
            cgroup.kill(signal);
        }
        boolean isGrouped = !cgroup.directories().equals(CgroupDirectories.NONE);
        if (!everything || signal == Signals.SIGKILL || !isGrouped) {
            // Init of a container without control groups gets the signal all the same.
            signalInit(container, signal, everything);
        }
        if (signal == Signals.SIGKILL && cgroup.isFrozen()) {
            cgroup.thaw();
        }
    }

    private static void signalInit(ContainerRecord container, int signal, boolean again) {
        try {
            container.init().signal(signal);
        } catch (KernelException e) {
            if (e.errno() != Errno.ESRCH) {
                throw e;
            }
            if (!again) {
                throw StateException.notRunning(container.stored().id());
            }
        }
    }
}
