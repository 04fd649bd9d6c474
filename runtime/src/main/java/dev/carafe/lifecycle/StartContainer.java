package dev.carafe.lifecycle;

import dev.carafe.linux.Descriptor;
import dev.carafe.linux.Errno;
import dev.carafe.linux.Fifo;
import dev.carafe.linux.KernelException;
import dev.carafe.linux.Poll;
import dev.carafe.spec.ContainerState.Status;
import dev.carafe.state.ContainerDirectory;
import dev.carafe.state.LockedContainer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Opens the gate at which a created container waits, and learns from the report FIFO whether its
 * process was executed.
 *
 * @param site where the container is
 */
public record StartContainer(Site site) {
    /** How often the client is looked at meanwhile; startContainer hooks may take any time. */
    private static final Duration TURN = Duration.ofMillis(500);

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
        try {
            boolean listens = new Readiness(site).listen(container);
            Optional<LaunchFailure> failure = openGate(container);
            if (failure.isPresent()) {
                throw FailureText.atStart(container, failure.get());
            }
            removeFifos(container.directory());
            new HookRunner(site.client(), site.diagnostics(), container::at)
                    .run(
                            "poststart",
                            container.stored().poststart(),
                            container.state(Status.RUNNING, container.init().pid()));
            return listens;
        } catch (HookException e) {
            new Teardown()
                    .step(() -> new DeleteContainer(site).rollForward(locked, container))
                    .addTo(e);
            throw e;
        }
    }

    private static void requireCreated(ContainerRecord container) {
        Status status = container.status();
        if (status != Status.CREATED) {
            throw StateException.cannotStart(container.stored().id(), status);
        }
    }

    /** Lets init go on; returns why its process was not executed, or empty when it was. */
    private Optional<LaunchFailure> openGate(ContainerRecord container) {
        String id = container.stored().id();
        try (Descriptor process = container.init().open();
                Descriptor report = Fifo.openForReading(container.directory().report());
                Descriptor gate =
                        Fifo.openForWriting(container.directory().gate())
                                .orElseThrow(
                                        () -> StateException.cannotStart(id, Status.STOPPED))) {
            byte[] state = container.state(Status.CREATED, ContainerPid.of(container.init().pid()));
            StartMessage.of(state).writeTo(gate, site.client()::requirePresent);
            return await(report, process);
        } catch (KernelException e) {
            if (e.errno() == Errno.ESRCH || e.errno() == Errno.EPIPE) {
                throw StateException.cannotStart(id, Status.STOPPED);
            }
            throw e;
        }
    }

    private Optional<LaunchFailure> await(Descriptor report, Descriptor process) {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        while (true) {
            BitSet ready = Poll.readable(List.of(report, process), TURN);
            if (ready.isEmpty()) {
                // The gate is open: init goes on by itself, and nobody must wait for this lock.
                site.client().requirePresent();
                continue;
            }
            try {
                byte[] bytes = report.read();
                if (bytes.length == 0) {
                    return ReportedFailure.decode(received.toByteArray());
                }
                received.writeBytes(bytes);
            } catch (KernelException e) {
                if (e.errno() != Errno.EAGAIN) {
                    throw e;
                }
                if (ready.get(1)) {
                    // Init is gone, and something it left behind holds its end of the report.
                    return ReportedFailure.decode(received.toByteArray());
                }
            }
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
