package dev.carafe.cgroup;

import dev.carafe.spec.resources.Resources;
import java.util.List;

/** Writes memory, cpu, cpuset and pids limits. */
interface Limits {
    /**
     * Writes what the resources set.
     *
     * @param warnings receives a line for each property that is accepted and has no effect
     */
    void apply(Resources resources, List<String> warnings);
}
