package dev.carafe.lifecycle;

import dev.carafe.cgroup.Cgroup;
import dev.carafe.cgroup.CgroupDriver;
import dev.carafe.cgroup.CgroupException;
import dev.carafe.cgroup.CgroupPlan;
import dev.carafe.cgroup.CgroupPlan.PlannedUnit;
import dev.carafe.cgroup.OutOfMemory;
import dev.carafe.cgroup.Statistics;
import dev.carafe.linux.CgroupDirectories;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.resources.Resources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Control groups that exist in memory only. */
final class FakeCgroups implements CgroupDriver {
    /** The groups that exist. */
    final Set<Path> existing = new HashSet<>();

    /** The signals that were sent to all of a group. */
    final List<Integer> signals = new ArrayList<>();

    /** The pids in a group. */
    final Map<Path, List<Integer>> members = new HashMap<>();

    /** Fails the making of groups. */
    @Nullable CgroupException failure;

    boolean frozen;

    /** What limits were put back. */
    final List<Map<Path, String>> restored = new ArrayList<>();

    /** Whether a systemd makes the groups. */
    boolean bySystemd;

    /** The processes that units were made around. */
    final List<Integer> placed = new ArrayList<>();

    /** Whether another container has the group. */
    boolean inUse;

    @Override
    public CgroupPlan resolve(
            @Nullable String cgroupsPath, String id, Map<String, String> annotations) {
        Path path = Path.of("/fake/cgroup").resolve(id);
        Optional<PlannedUnit> unit =
                bySystemd
                        ? Optional.of(
                                new PlannedUnit(
                                        id, "fake.slice", "a test", OptionalInt.empty(), List.of()))
                        : Optional.empty();
        return new CgroupPlan(
                new CgroupDirectories(Map.of(), Optional.of(path), unit.map(PlannedUnit::name)),
                existing.contains(path) ? List.of() : List.of(path),
                false,
                unit);
    }

    @Override
    public void checkUnused(CgroupPlan plan) {
        if (inUse) {
            throw new CgroupException("/linux/cgroupsPath", "is somebody else's");
        }
    }

    @Override
    public Cgroup create(
            CgroupPlan plan,
            @Nullable Resources resources,
            Collection<String> devices,
            Consumer<Problem> warnings) {
        if (failure != null) {
            throw failure;
        }
        plan.unit().ifPresent(unit -> placed.add(unit.init().orElseThrow()));
        existing.add(plan.directories().v2().orElseThrow());
        return open(plan.directories());
    }

    @Override
    public Cgroup open(CgroupDirectories directories) {
        return new FakeCgroup(directories);
    }

    private final class FakeCgroup implements Cgroup {
        private final CgroupDirectories directories;
        private final Path path;

        FakeCgroup(CgroupDirectories directories) {
            this.directories = directories;
            this.path = directories.v2().orElse(Path.of("/fake/none"));
        }

        @Override
        public CgroupDirectories directories() {
            return directories;
        }

        @Override
        public List<Problem> update(Resources resources, Consumer<Map<Path, String>> before) {
            throw new AssertionError("nothing is updated here");
        }

        @Override
        public void restore(Map<Path, String> before) {
            restored.add(before);
        }

        @Override
        public Statistics statistics() {
            return Statistics.NONE;
        }

        @Override
        public Optional<OutOfMemory> outOfMemory() {
            return Optional.empty();
        }

        @Override
        public List<Integer> processes() {
            return members.getOrDefault(path, List.of());
        }

        @Override
        public void kill(int signal) {
            signals.add(signal);
        }

        @Override
        public Optional<Path> freezerFile() {
            return Optional.empty();
        }

        @Override
        public boolean isFrozen() {
            return frozen;
        }

        @Override
        public void freeze() {
            frozen = true;
        }

        @Override
        public void thaw() {
            frozen = false;
        }

        /** Never, so that tests see what is done about processes. */
        @Override
        public boolean deleteIfUnused() {
            return false;
        }

        @Override
        public void delete(Duration patience) {
            existing.remove(path);
        }
    }
}
