package dev.carafe.cgroup;

import dev.carafe.linux.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A cgroup with those below it, which the container may have made. */
final class CgroupTree {
    private static final String PROCESSES = "cgroup.procs";
    private static final long FIRST_PAUSE_NANOS = 200_000;
    private static final long LONGEST_PAUSE_NANOS = 20_000_000;

    /** A directory's name in the one above it, and its own ".". */
    private static final Integer LINKS_OF_LEAF = 2;

    private CgroupTree() {}

    /** Pids of all processes in the tree; empty when it is gone. */
    static List<Integer> processes(Path directory) {
        List<Integer> pids = new ArrayList<>();
        CgroupFiles.readIfPresent(directory, PROCESSES).ifPresent(text -> addPids(text, pids));
        if (!isLeaf(directory)) {
            CgroupWalk.below(
                    directory, group -> addPids(CgroupFiles.read(group, Path.of(PROCESSES)), pids));
        }
        return pids;
    }

    private static void addPids(String text, List<Integer> pids) {
        text.lines()
                .map(Integer::valueOf)
                // 0: a process outside of the engine's pid namespace.
                .filter(pid -> pid != 0)
                .forEach(pids::add);
    }

    /** Removes a directory; false when there are processes in it, or cgroups below it. */
    static boolean removeIfUnused(Path directory) {
        try {
            Files.deleteIfExists(directory);
            return true;
        } catch (IOException e) {
            if (CgroupFiles.errno(e) != Errno.EBUSY) {
                throw CgroupException.call("", "rmdir", directory, CgroupFiles.errno(e), e);
            }
            return false;
        }
    }

    /**
     * Removes the tree, deepest first.
     *
     * @param deadlineNanos until when to wait for processes that are dying, on the clock of {@link
     *     System#nanoTime}
     */
    static void remove(Path directory, long deadlineNanos) {
        long pause = FIRST_PAUSE_NANOS;
        while (true) {
            try {
                Files.deleteIfExists(directory);
                return;
            } catch (IOException e) {
                // EBUSY: processes, or cgroups below.
                if (CgroupFiles.errno(e) != Errno.EBUSY) {
                    throw CgroupException.call("", "rmdir", directory, CgroupFiles.errno(e), e);
                }
                if (!isLeaf(directory)) {
                    CgroupWalk.removeBelow(directory, deadlineNanos);
                } else if (System.nanoTime() - deadlineNanos >= 0) {
                    throw CgroupException.call("", "rmdir", directory, Errno.EBUSY, e);
                } else {
                    LockSupport.parkNanos(pause);
                    pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
                }
            }
        }
    }

    /**
     * Whether the link count says that there is no directory in this one: cgroupfs counts them, and
     * to look at each of a cgroup's many files instead took a quarter of a create's time.
     */
    static boolean isLeaf(Path directory) {
        try {
            return Files.getAttribute(directory, "unix:nlink").equals(LINKS_OF_LEAF);
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            throw CgroupException.call("", "stat", directory, CgroupFiles.errno(e), e);
        }
    }
}
