package dev.carafe.lifecycle;

import dev.carafe.spec.ContainerState.Status;
import dev.carafe.spec.Hook;
import dev.carafe.state.ContainerDirectory;
import dev.carafe.state.LockedContainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/**
 * Opens the gate at which a created container waits, and learns from the report FIFO whether its
 * process was executed.
 *
 * @param site where the container is
 */
public record StartContainer(Site site) {
    /**
     * Starts a container.
     *
     * @throws StateException when there is none, it is not created, or its config.json has no
     *     process
     * @throws LaunchException when its process cannot be executed; it is stopped then
     * @throws HookException when a startContainer or poststart hook fails; it is deleted then, as
     *     the runtime-spec asks
     */
    public void start(String id) {
        ContainerRecord found = ContainerRecord.find(site, id);
        requireCreated(found);
        try (LockedContainer locked = Locking.lock(site, id)) {
            ContainerRecord container = ContainerRecord.of(site, locked.directory());
            requireCreated(container);
            // The gate opens once: a client that loses its engine must not try again.
            site.client().recoverWith(List.of());
            if (start(locked, container)) {
                site.client().exitWhenReady();
            }
        }
    }

    /**
     * Tells why the process was not executed of a container that a client has started alone.
     *
     * @param report what init reported
     * @throws LaunchException with the reason
     * @throws StateException when there is no such container any more
     */
    public void explain(String id, byte[] report) {
        ContainerRecord container = ContainerRecord.find(site, id);
        Optional<LaunchFailure> failure = ReportedFailure.decode(report);
        if (failure.isPresent()) {
            throw FailureText.atStart(container, failure.get());
        }
    }

    /**
     * Starts a container that the caller has locked.
     *
     * @return whether somebody is told when it is ready
     */
    boolean start(LockedContainer locked, ContainerRecord container) {
        if (!container.stored().hasProcess()) {
            throw StateException.nothingToStart(container.stored().id());
        }
        boolean listens = new Readiness(site).listen(container);
        byte[] state = container.state(Status.CREATED, ContainerPid.of(container.init().pid()));
        try (Gate gate =
                Gate.of(site.client(), container.init(), container.directory())
                        .orElseThrow(() -> stopped(container))) {
            go(gate, state, locked, container);
        }
        return listens;
    }

    private static StateException stopped(ContainerRecord container) {
        return StateException.cannotStart(container.stored().id(), Status.STOPPED);
    }

    private void go(Gate gate, byte[] state, LockedContainer locked, ContainerRecord container) {
        try {
            if (!gate.open(state)) {
                throw stopped(container);
            }
            Optional<LaunchFailure> failure = gate.outcome();
            if (failure.isPresent()) {
                throw FailureText.atStart(container, failure.get());
            }
            removeFifos(container.directory());
            runPoststart(container);
        } catch (HookException e) {
            delete(locked, container, e);
            throw e;
        }
    }

    /**
     * Does what is left of the start of a container that the caller has locked, and whose process
     * was executed.
     *
     * @throws HookException when a poststart hook fails; the container is deleted then
     */
    void complete(LockedContainer locked, ContainerRecord container) {
        try {
            runPoststart(container);
        } catch (HookException e) {
            delete(locked, container, e);
            throw e;
        }
    }

    private void runPoststart(ContainerRecord container) {
        List<Hook> poststart = container.stored().poststart();
        if (poststart.isEmpty()) {
            return;
        }
        new HookRunner(site.client(), site.diagnostics(), container::at)
                .run(
                        "poststart",
                        poststart,
                        container.state(Status.RUNNING, container.init().pid()));
    }

    private void delete(LockedContainer locked, ContainerRecord container, HookException reason) {
        new Teardown()
                .step(() -> new DeleteContainer(site).rollForward(locked, container))
                .addTo(reason);
    }

    private static void requireCreated(ContainerRecord container) {
        Status status = container.status();
        if (status != Status.CREATED) {
            throw StateException.cannotStart(container.stored().id(), status);
        }
    }

    private static void removeFifos(ContainerDirectory directory) {
        try {
            Files.deleteIfExists(directory.gate());
            Files.deleteIfExists(directory.report());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
