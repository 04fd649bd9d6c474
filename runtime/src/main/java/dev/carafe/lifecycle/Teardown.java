package dev.carafe.lifecycle;

import dev.carafe.cgroup.Cgroup;
import dev.carafe.linux.Errno;
import dev.carafe.linux.KernelException;
import dev.carafe.linux.ProcessReference;
import dev.carafe.linux.Signals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes apart what create has put together: every step is tried, also after one has failed, and the
 * first failure is thrown at the end with the others suppressed in it.
 */
final class Teardown {
    /** How long a killed process may take to end: one in uninterruptible sleep takes its time. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** How long the end of a container without peculiarities takes at most. */
    private static final Duration USUAL_END = Duration.ofMillis(500);

    private @Nullable RuntimeException failure;

    /** One step. */
    Teardown step(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            if (failure == null) {
                failure = e;
            } else {
                failure.addSuppressed(e);
            }
        }
        return this;
    }

    /** Whether every step so far has succeeded. */
    boolean isClean() {
        return failure == null;
    }

    /** Throws the first failure. */
    void finish() {
        if (failure != null) {
            throw failure;
        }
    }

    /** Attaches the failures to the error that made the teardown necessary. */
    void addTo(Throwable reason) {
        if (failure != null) {
            reason.addSuppressed(failure);
        }
    }

    /**
     * Kills a process and waits for its end; that it is gone already is fine.
     *
     * @throws StateException when it outlives SIGKILL
     */
    static void kill(String id, ProcessReference process) {
        if (!process.killAndWait(PATIENCE)) {
            throw StateException.outlivedKill(id, process.pid());
        }
    }

    /**
     * Kills init and waits for its end; that it is gone already is fine. The end of a pid
     * namespace's init takes as long as that of the last process there, which the container may
     * have frozen in a group of its own: so when it takes a while, the whole group is killed.
     *
     * @throws StateException when it outlives SIGKILL
     */
    static void killInit(String id, ProcessReference init, Cgroup cgroup) {
        if (!init.killAndWait(USUAL_END)) {
            cgroup.kill(Signals.SIGKILL);
            kill(id, init);
        }
    }

    /** Kills a process, and does not wait for its end; that it is gone already is fine. */
    static void signalKill(ProcessReference process) {
        try {
            process.signal(Signals.SIGKILL);
        } catch (KernelException e) {
            if (e.errno() != Errno.ESRCH) {
                throw e;
            }
        }
    }

    /** Kills what is left in a control group, and removes it. */
    static void remove(Cgroup cgroup) {
        if (cgroup.deleteIfUnused()) {
            return;
        }
        cgroup.kill(Signals.SIGKILL);
        cgroup.delete(PATIENCE);
    }

    /** Removes directories that were made on the way, innermost first, where nothing uses them. */
    static void removeUnused(List<Path> made) {
        for (Path directory : made.reversed()) {
            try {
                Files.deleteIfExists(directory);
            } catch (DirectoryNotEmptyException e) {
                return; // somebody else's group is below it by now
            } catch (IOException e) {
                if (Errno.of(e).filter(errno -> errno == Errno.EBUSY).isPresent()) {
                    return; // as above: that is how cgroupfs says so
                }
                throw new UncheckedIOException(e);
            }
        }
    }
}
