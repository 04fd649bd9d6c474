package dev.carafe.cgroup;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.resources.Resources;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes no control groups: containers stay in those of the caller.
 *
 * @param others finds the groups of containers that were made with some
 */
record NoCgroupDriver(CgroupDriver others) implements CgroupDriver {
    @Override
    public CgroupPlan resolve(
            @Nullable String cgroupsPath, String id, Map<String, String> annotations) {
        return new CgroupPlan(CgroupDirectories.NONE, List.of(), false, Optional.empty());
    }

    @Override
    public void checkUnused(CgroupPlan plan) {
        // There is nothing that somebody else could be in.
    }

    @Override
    public Cgroup create(
            CgroupPlan plan,
            @Nullable Resources resources,
            Collection<String> devices,
            Consumer<Problem> warnings) {
        if (resources != null) {
            warnings.accept(
                    new Problem(
                            "/linux/resources",
                            "has no effect: --cgroup-manager=disabled makes no control group"));
        }
        return open(plan.directories());
    }

    @Override
    public Cgroup open(CgroupDirectories directories) {
        return others.open(directories);
    }
}
