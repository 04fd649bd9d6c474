package dev.carafe.lifecycle;

import dev.carafe.linux.Descriptor;
import dev.carafe.linux.Errno;
import dev.carafe.linux.KernelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * What a start writes to the gate: the state, in parts that a pipe takes whole or not at all, since
 * a large one fills it. Each says which start it is of: the parts of one that died are told from
 * those of the next.
 */
record StartMessage(List<byte[]> parts) {
    /** pipe(7): writes up to this size are atomic. */
    private static final int PIPE_BUF_BYTES = 4096;

    private static final int HEADER_BYTES = Long.BYTES + 2 * Integer.BYTES;

    /** How soon a full gate is tried again. */
    private static final Duration FULL_PIPE = Duration.ofMillis(1);

    StartMessage {
        parts = List.copyOf(parts);
    }

    /** A new start's message. */
    static StartMessage of(byte[] state) {
        long start = ThreadLocalRandom.current().nextLong();
        List<byte[]> parts = new ArrayList<>();
        int offset = 0;
        do {
            int size = Math.min(state.length - offset, PIPE_BUF_BYTES - HEADER_BYTES);
            parts.add(
                    ByteBuffer.allocate(HEADER_BYTES + size)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(start)
                            .putInt(state.length)
                            .putInt(offset)
                            .put(state, offset, size)
                            .array());
            offset += size;
        } while (offset < state.length);
        return new StartMessage(parts);
    }

    /** All of it, when one write does. */
    Optional<byte[]> whole() {
        return parts.size() == 1 ? Optional.of(parts.getFirst()) : Optional.empty();
    }

    /**
     * Writes it, waiting for init to read where the pipe is full. An init that is frozen or stopped
     * may never read.
     *
     * @param meanwhile run again and again while it waits; ends the wait by an exception
     */
    void writeTo(Descriptor gate, Runnable meanwhile) {
        for (byte[] part : parts) {
            while (!isTaken(gate, part)) {
                meanwhile.run();
                LockSupport.parkNanos(FULL_PIPE.toNanos());
            }
        }
    }

    private static boolean isTaken(Descriptor gate, byte[] part) {
        try {
            gate.write(part);
            return true;
        } catch (KernelException e) {
            if (e.errno() == Errno.EAGAIN) {
                return false;
            }
            throw e;
        }
    }
}
