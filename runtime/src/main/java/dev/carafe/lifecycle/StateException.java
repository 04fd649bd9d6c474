package dev.carafe.lifecycle;

import dev.carafe.spec.ContainerState.Status;
import java.nio.file.Path;

/**
 * The container is not in a state that allows the operation.
 *
 * <p>Engines match parts of these texts, which are runc's: containerd takes "container not running"
 * and "does not exist" for "there is nothing left to kill", Podman takes "does not exist" for an
 * ended container.
 */
public final class StateException extends LifecycleException {
    private static final long serialVersionUID = 1;

    private StateException(String message) {
        super(message, null);
    }

    /** There is no container of that id below the root. */
    public static StateException missing(String id, Path root) {
        return new StateException(
                "container does not exist: there is no \"%s\" in %s".formatted(id, root));
    }

    /** Create has not come to its end; before that, nobody can do anything with the container. */
    public static StateException beingCreated(String id) {
        return new StateException(
                "container does not exist: \"%s\" is still being created".formatted(id));
    }

    /** The id is taken. */
    public static StateException exists(String id, Path root) {
        return new StateException(
                "container with given ID already exists: \"%s\" in %s".formatted(id, root));
    }

    /** Another command works on the container, and did not finish in time. */
    public static StateException busy(String id, String by) {
        return new StateException("container \"%s\" is busy: %s".formatted(id, by));
    }

    /** Nothing is left to signal. */
    public static StateException notRunning(String id) {
        return notRunning(id, Status.STOPPED);
    }

    /** It neither runs nor is it about to. */
    public static StateException notRunning(String id, Status status) {
        return new StateException(
                "container not running: \"%s\" is %s".formatted(id, status.json()));
    }

    /** Nothing is to be watched; runc has other words for it here. */
    public static StateException idNotRunning(String id) {
        return new StateException(
                "container with id %s is not running: container not running".formatted(id));
    }

    /** Nothing is to be resumed. */
    public static StateException notPaused(String id, Status status) {
        return new StateException(
                "container not paused: \"%s\" is %s".formatted(id, status.json()));
    }

    /** Only a created container can be started. */
    public static StateException cannotStart(String id, Status status) {
        String why =
                switch (status) {
                    case RUNNING -> "cannot start an already running container";
                    case STOPPED -> "cannot start a container that has stopped";
                    case CREATING, PAUSED ->
                            "cannot start a container in the %s state".formatted(status.json());
                    case CREATED -> throw new IllegalArgumentException("it can be started");
                };
        return new StateException("%s: \"%s\"".formatted(why, id));
    }

    /** Only what has a process that runs, or waits for start, can be given another one. */
    public static StateException hasStopped(String id) {
        return new StateException(
                "cannot exec in a stopped container: container not running: \"%s\"".formatted(id));
    }

    /** What would be run would not run, but for a caller who says that he can wait. */
    public static StateException isPaused(String id) {
        return new StateException(
                "cannot exec in a paused container (use --ignore-paused to override): \"%s\""
                        .formatted(id));
    }

    /** A container whose config.json has no process can be created, but not started. */
    public static StateException nothingToStart(String id) {
        return new StateException(
                "cannot start \"%s\": its config.json has no /process".formatted(id));
    }

    /** Only a container without a process can be deleted. */
    public static StateException cannotDelete(String id, Status status) {
        return new StateException(
                "cannot delete container %s that is not stopped: %s; kill it first, or use delete --force"
                        .formatted(id, status.json()));
    }

    /** A kill that the container outlived. */
    public static StateException outlivedKill(String id, int pid) {
        return new StateException(
                "container init still running: process %d of \"%s\" did not end on SIGKILL"
                        .formatted(pid, id));
    }
}
