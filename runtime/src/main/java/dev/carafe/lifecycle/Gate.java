package dev.carafe.lifecycle;

import dev.carafe.linux.Descriptor;
import dev.carafe.linux.Errno;
import dev.carafe.linux.Fifo;
import dev.carafe.linux.KernelException;
import dev.carafe.linux.Poll;
import dev.carafe.linux.ProcessReference;
import dev.carafe.state.ContainerDirectory;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * The gate of a container whose init waits there. What becomes of init once it is open is on the
 * report FIFO: its end is the exec.
 */
final class Gate implements AutoCloseable {
    /** How often the client is looked at meanwhile; startContainer hooks may take any time. */
    private static final Duration TURN = Duration.ofMillis(500);

    private final Client client;
    private final Descriptor process;
    private final Descriptor report;
    private final Descriptor gate;

    private Gate(Client client, Descriptor process, Descriptor report, Descriptor gate) {
        this.client = client;
        this.process = process;
        this.report = report;
        this.gate = gate;
    }

    /**
     * Goes to the gate of a container.
     *
     * @param directory the container's
     * @return empty when init is gone
     */
    static Optional<Gate> of(Client client, ProcessReference init, ContainerDirectory directory) {
        List<Descriptor> opened = new ArrayList<>();
        boolean complete = false;
        try {
            opened.add(init.open());
            opened.add(Fifo.openForReading(directory.report()));
            Fifo.openForWriting(directory.gate()).ifPresent(opened::add);
            complete = opened.size() == 3;
            return complete
                    ? Optional.of(new Gate(client, opened.get(0), opened.get(1), opened.get(2)))
                    : Optional.empty();
        } catch (KernelException e) {
            if (e.errno() == Errno.ESRCH) {
                return Optional.empty();
            }
            throw e;
        } finally {
            if (!complete) {
                opened.forEach(Descriptor::close);
            }
        }
    }

    /**
     * Lets init through.
     *
     * @param state for startContainer hooks
     * @return false when init is gone
     */
    boolean open(byte[] state) {
        try {
            StartMessage.of(state).writeTo(gate, client::requirePresent);
            return true;
        } catch (KernelException e) {
            if (e.errno() == Errno.EPIPE) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Waits for what becomes of init; returns why its process was not executed, or empty when it
     * was.
     */
    Optional<LaunchFailure> outcome() {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        while (true) {
            BitSet ready = Poll.readable(List.of(report, process), TURN);
            if (ready.isEmpty()) {
                // The gate is open: init goes on by itself, and nobody must wait for this lock.
                client.requirePresent();
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

    @Override
    public void close() {
        gate.close();
        report.close();
        process.close();
    }
}
