package dev.carafe.linux;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A process, told from a later one with the same number by its start time; see proc_pid_stat(5).
 *
 * @param pid process id in the engine's pid namespace
 * @param startTimeTicks field 22 of {@code /proc/PID/stat}, clock ticks since boot
 */
public record ProcessReference(int pid, long startTimeTicks) {
    private static volatile boolean signalled;

    /** The process that has this pid now, even as a zombie; empty when there is none. */
    public static Optional<ProcessReference> of(int pid) {
        return ProcessStat.read(pid).map(stat -> new ProcessReference(pid, stat.startTimeTicks()));
    }

    /** Whether the process runs: a zombie does not. */
    public boolean isAlive() {
        return ProcessStat.read(pid)
                .filter(stat -> stat.startTimeTicks() == startTimeTicks && !stat.isDead())
                .isPresent();
    }

    /**
     * Checks that processes can be signalled by reference, which a kernel can or cannot: it is
     * tried with this one, until it was done once.
     *
     * @throws KernelException as {@link #signal}
     */
    public void requireSignals() {
        if (!signalled) {
            signal(0);
        }
    }

    /**
     * Sends a signal to this very process, never to one that was given its number later.
     *
     * @param signal 1 to 64; 0 only checks
     * @throws KernelException {@code ESRCH} when the process is gone (a zombie is there), {@code
     *     EPERM}, {@code EINVAL}
     */
    public void signal(int signal) {
        try (Descriptor pidfd = open()) {
            long result = Native.calls().pidfdSendSignal(pidfd.number(), signal);
            Native.check("pidfd_send_signal", "process " + pid, result);
            signalled = true;
        }
    }

    /**
     * Kills the process and waits until it has ended; that it is gone already is fine.
     *
     * @return false when it still runs after the time
     * @throws KernelException {@code EPERM}
     */
    public boolean killAndWait(Duration limit) {
        if (isGone()) {
            return true;
        }
        try {
            signal(Signals.SIGKILL);
        } catch (KernelException e) {
            if (e.errno() != Errno.ESRCH) {
                throw e;
            }
        }
        return waitForExit(limit);
    }

    /** Whether there is no process of that number any more, not even a zombie. */
    public boolean isGone() {
        long number = Native.calls().pidfdOpen(pid, 0);
        if (number < 0) {
            return number == -Errno.ESRCH.number() || isOfNoProcess(number);
        }
        new Descriptor(Math.toIntExact(number), "process " + pid).close();
        return false;
    }

    /**
     * Waits until the process has ended, whether its parent has reaped it or not.
     *
     * @return false when it still runs after the time
     */
    public boolean waitForExit(Duration limit) {
        try (Descriptor pidfd = open()) {
            return Poll.readable(List.of(pidfd), limit).get(0);
        } catch (KernelException e) {
            if (e.errno() == Errno.ESRCH) {
                return true;
            }
            throw e;
        }
    }

    /**
     * A pidfd of the process, to be closed by the caller; it polls readable when the process has
     * ended.
     *
     * @throws KernelException {@code ESRCH} when the process is gone
     */
    public Descriptor open() {
        String target = "process " + pid;
        long number = Native.calls().pidfdOpen(pid, 0);
        if (isOfNoProcess(number)) {
            throw new KernelException("pidfd_open", target, Errno.ESRCH);
        }
        Descriptor pidfd = new Descriptor(Native.check("pidfd_open", target, number), target);
        // Only now is the pid held: compare after opening, not before.
        if (of(pid).filter(now -> now.startTimeTicks == startTimeTicks).isEmpty()) {
            pidfd.close();
            throw new KernelException("pidfd_open", target, Errno.ESRCH);
        }
        return pidfd;
    }

    /**
     * Whether pidfd_open(2) says that the number is no process's: while the process is being
     * reaped, and when the number has become that of a thread, it is EINVAL, in later kernels
     * ENOENT. Neither the pid nor the flags can be at fault, since both are valid.
     */
    private static boolean isOfNoProcess(long result) {
        return result == -Errno.EINVAL.number() || result == -Errno.ENOENT.number();
    }
}
