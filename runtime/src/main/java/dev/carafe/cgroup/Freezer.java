package dev.carafe.cgroup;

import dev.carafe.linux.CgroupDirectories;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Stops and continues a cgroup's processes.
 *
 * @param directory in the freezer hierarchy of version 1, or the version 2 hierarchy
 * @param request file to write to, and to read whether it was asked for
 * @param freezeWord what freezes
 * @param thawWord what thaws
 * @param requested what the request reads as when freezing was asked for
 * @param state file that tells
 * @param frozen what the state has when all processes stand still
 */
record Freezer(
        Path directory,
        String request,
        String freezeWord,
        String thawWord,
        String requested,
        String state,
        String frozen) {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long PAUSE_NANOS = 500_000;

    /** After so many pauses, version 1 is kicked: it can stick with tasks that are being forked. */
    private static final int KICK_EVERY = 50;

    /** Version 1 where there is one: in hybrid mode, that is where engines look. */
    static Optional<Freezer> of(CgroupDirectories directories) {
        Path v1 = directories.v1().get("freezer");
        if (v1 != null) {
            return Optional.of(
                    new Freezer(
                            v1,
                            "freezer.state",
                            "FROZEN",
                            "THAWED",
                            "freezer.self_freezing",
                            "freezer.state",
                            "FROZEN"));
        }
        return directories
                .v2()
                .map(v2 ->
                        new Freezer(
                                v2,
                                "cgroup.freeze",
                                "1",
                                "0",
                                "cgroup.freeze",
                                "cgroup.events",
                                "frozen 1"));
    }

    /** Whether this cgroup itself is to be frozen, whatever those above it are. */
    boolean isFrozen() {
        return CgroupFiles.readIfPresent(directory, requested).filter("1"::equals).isPresent();
    }

    /** The file that reads as 1 when this cgroup itself is to be frozen, else as 0. */
    Path requestedFile() {
        return directory.resolve(requested);
    }

    /** Freezes, and returns when all processes stand still. */
    void freeze() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        CgroupFiles.write(directory, request, freezeWord, "");
        for (int round = 1; !isStill(); round++) {
            if (System.nanoTime() > deadline) {
                thaw();
                throw new CgroupException("", "cannot freeze " + directory + " within " + PATIENCE);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            if (round % KICK_EVERY == 0) {
                CgroupFiles.write(directory, request, freezeWord, "");
            }
        }
    }

    private boolean isStill() {
        return CgroupFiles.readIfPresent(directory, state)
                .map(text -> text.lines().anyMatch(frozen::equals))
                .orElse(true);
    }

    /**
     * Lets processes run on that the container has frozen in groups of its own below this one: with
     * version 1, SIGKILL does not reach them before.
     */
    void thawBelow() {
        if (!CgroupTree.isLeaf(directory)) {
            Path file = Path.of(request);
            CgroupWalk.below(directory, group -> CgroupFiles.write(group, file, thawWord));
        }
    }

    /** Lets the processes run on; nothing happens when the cgroup is gone. */
    void thaw() {
        try {
            CgroupFiles.write(directory, request, thawWord, "");
        } catch (CgroupException e) {
            if (!CgroupFiles.isGone(e)) {
                throw e;
            }
        }
    }
}
