package dev.carafe.state;

import dev.carafe.linux.Descriptor;
import dev.carafe.linux.Errno;
import dev.carafe.linux.Fifo;
import dev.carafe.linux.KernelException;
import dev.carafe.spec.ContainerState.Status;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** Derives a container's status from what can be seen of it; nothing of it is stored. */
public final class StatusProbe {
    private StatusProbe() {}

    /**
     * The status of a container whose state was stored: stopped when init is gone, created when it
     * waits at the gate, otherwise running, or paused when its control group is frozen.
     *
     * @param frozen whether the control group is frozen; asked only for a live container
     * @throws KernelException when the gate cannot be looked at
     */
    public static Status status(
            ContainerDirectory directory, StoredContainer container, BooleanSupplier frozen) {
        if (!container.init().isAlive()) {
            return Status.STOPPED;
        }
        if (frozen.getAsBoolean()) {
            return Status.PAUSED;
        }
        return waitsAt(directory.gate()) ? Status.CREATED : Status.RUNNING;
    }

    private static boolean waitsAt(Path gate) {
        try {
            var writer = Fifo.openForWriting(gate);
            writer.ifPresent(Descriptor::close);
            return writer.isPresent();
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOENT) {
                return false;
            }
            throw e;
        }
    }
}
