package dev.carafe.cgroup;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.Errno;
import dev.carafe.linux.KernelException;
import dev.carafe.linux.ProcessReference;
import dev.carafe.linux.Signals;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.resources.Resources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** A control group that is found by its directories. */
record PathCgroup(CgroupDirectories directories) implements Cgroup {
    /** How often a kill without {@code cgroup.kill} looks for processes that were forked. */
    private static final int KILL_ROUNDS = 10;

    /** Sets the limits of a group that is new: what a failure leaves goes with the group. */
    List<Problem> apply(Resources resources) {
        List<Problem> warnings = new ArrayList<>();
        new Limits(directories, warnings).apply(resources);
        return List.copyOf(warnings);
    }

    @Override
    public List<Problem> update(Resources resources, Consumer<Map<Path, String>> before) {
        return change(new CurrentLimits(directories).complete(resources), before, () -> {});
    }

    @Override
    public void restore(Map<Path, String> before) {
        new LimitSnapshot(before).restore();
    }

    /**
     * Sets limits, and puts back those that were when that fails.
     *
     * @param told is given what stands in the files before the first is written
     * @param afterwards what belongs to it, and is tried once the files are written
     */
    List<Problem> change(
            Resources complete, Consumer<Map<Path, String>> told, Runnable afterwards) {
        LimitSnapshot before = LimitSnapshot.take(directories, complete.unified().keySet());
        told.accept(before.contents());
        try {
            List<Problem> warnings = apply(complete);
            afterwards.run();
            return warnings;
        } catch (CgroupException e) {
            try {
                before.restore();
            } catch (CgroupException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    @Override
    public Statistics statistics() {
        return directories.v1().isEmpty()
                ? directories.v2().map(V2Statistics::read).orElse(Statistics.NONE)
                : new V1Statistics(directories.v1()).read();
    }

    @Override
    public Optional<OutOfMemory> outOfMemory() {
        return OutOfMemory.of(directories);
    }

    @Override
    public List<Integer> processes() {
        TreeSet<Integer> pids = new TreeSet<>();
        for (Path directory : directories.distinct()) {
            pids.addAll(CgroupTree.processes(directory));
        }
        return List.copyOf(pids);
    }

    @Override
    public void kill(int signal) {
        if (signal == Signals.SIGKILL && directories.v2().isPresent()) {
            killAtOnce(directories.v2().get());
            if (directories.v1().isEmpty()) {
                return;
            }
        }
        if (signal == Signals.SIGKILL) {
            Freezer.of(directories).ifPresent(Freezer::thawBelow);
        }
        int rounds = signal == Signals.SIGKILL ? KILL_ROUNDS : 1;
        for (int round = 0; round < rounds && !processes().isEmpty(); round++) {
            signalAll(signal);
        }
    }

    private static void killAtOnce(Path v2) {
        try {
            CgroupFiles.write(v2, "cgroup.kill", "1", "");
        } catch (CgroupException e) {
            if (!CgroupFiles.isGone(e)) {
                throw e;
            }
        }
    }

    /** While it is frozen, nothing is forked that would be missed. */
    private void signalAll(int signal) {
        Optional<Freezer> freezer = Freezer.of(directories).filter(f -> !f.isFrozen());
        try {
            freezer.ifPresent(Freezer::freeze);
        } catch (CgroupException e) {
            if (!CgroupFiles.isGone(e)) {
                throw e;
            }
        }
        try {
            signalListed(signal);
        } finally {
            // SIGKILL reaches a frozen process of version 1 only when it is thawed.
            if (signal == Signals.SIGKILL) {
                Freezer.of(directories).ifPresent(Freezer::thaw);
            } else {
                freezer.ifPresent(Freezer::thaw);
            }
        }
    }

    /**
     * A process may end once it was listed, and its number be given to one that is none of ours. So
     * each is told by its start time, and then only those that are still listed get the signal.
     */
    private void signalListed(int signal) {
        List<ProcessReference> listed =
                processes().stream().map(ProcessReference::of).flatMap(Optional::stream).toList();
        Set<Integer> still = new HashSet<>(processes());
        listed.stream()
                .filter(process -> still.contains(process.pid()))
                .forEach(process -> signal(process, signal));
    }

    private static void signal(ProcessReference process, int signal) {
        try {
            process.signal(signal);
        } catch (KernelException e) {
            if (e.errno() != Errno.ESRCH) {
                throw e;
            }
        }
    }

    @Override
    public boolean isFrozen() {
        return Freezer.of(directories).filter(Freezer::isFrozen).isPresent();
    }

    @Override
    public Optional<Path> freezerFile() {
        return Freezer.of(directories).map(Freezer::requestedFile);
    }

    @Override
    public void freeze() {
        Freezer.of(directories)
                .orElseThrow(() ->
                        new CgroupException(
                                "", "the container has no control group that could be frozen"))
                .freeze();
    }

    @Override
    public void thaw() {
        Freezer.of(directories).ifPresent(Freezer::thaw);
    }

    @Override
    public boolean deleteIfUnused() {
        return directories.distinct().stream().allMatch(CgroupTree::removeIfUnused);
    }

    @Override
    public void delete(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        SequencedSet<Path> paths = directories.distinct();
        List<CgroupException> failures = new ArrayList<>();
        for (Path path : paths) {
            try {
                CgroupTree.remove(path, deadline);
            } catch (CgroupException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            CgroupException first = failures.removeFirst();
            failures.forEach(first::addSuppressed);
            throw first;
        }
    }
}
