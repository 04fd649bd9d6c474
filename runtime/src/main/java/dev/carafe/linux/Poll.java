package dev.carafe.linux;

import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Waiting for descriptors; poll(2). */
public final class Poll {
    private static final short POLLIN = 1;
    private static final short POLLPRI = 2;

    private Poll() {}

    /**
     * Waits until one of the descriptors can be read, has reached its end or has failed. A pidfd
     * can be read once its process has ended.
     *
     * @param limit zero to look without waiting
     * @return a bit for each descriptor that is ready, by position; empty when the time was up
     */
    public static BitSet readable(List<Descriptor> descriptors, Duration limit) {
        short[] wanted = new short[descriptors.size()];
        Arrays.fill(wanted, POLLIN);
        return wait(descriptors, wanted, limit);
    }

    /**
     * Waits until one descriptor can be read, or something happens to another.
     *
     * @param byChange whether the other is a file of cgroupfs that tells of changes since it was
     *     read, and can be read at any time
     * @return as {@link #readable}
     */
    public static BitSet readableOr(
            Descriptor one, Descriptor other, boolean byChange, Duration limit) {
        return wait(List.of(one, other), new short[] {POLLIN, byChange ? POLLPRI : POLLIN}, limit);
    }

    private static BitSet wait(List<Descriptor> descriptors, short[] wanted, Duration limit) {
        int[] numbers = descriptors.stream().mapToInt(Descriptor::number).toArray();
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            short[] events = wanted.clone();
            long left = Math.max(0, deadline - System.nanoTime());
            long count = Native.calls().poll(numbers, events, (left + 999_999) / 1_000_000);
            if (count != -Errno.EINTR.number()) {
                Native.check("ppoll", "descriptors", count);
                return ready(events);
            }
        }
    }

    /**
     * Whether a file of the kernel's that tells of changes in this way, such as {@code
     * /proc/PID/mountinfo}, has changed since it was opened or asked about; proc_pid_mounts(5).
     */
    static boolean hasChanged(Descriptor file) {
        short[] events = {POLLPRI};
        long count;
        do {
            count = Native.calls().poll(new int[] {file.number()}, events, 0);
        } while (count == -Errno.EINTR.number());
        return Native.check("ppoll", file.target(), count) > 0;
    }

    private static BitSet ready(short[] events) {
        BitSet ready = new BitSet();
        for (int i = 0; i < events.length; i++) {
            ready.set(i, events[i] != 0);
        }
        return ready;
    }
}
