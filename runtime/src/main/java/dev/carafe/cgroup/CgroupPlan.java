package dev.carafe.cgroup;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.systemd.UnitProperty;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a container's control groups are going to be; nothing of it exists because of the plan.
 *
 * @param directories the container's own directories
 * @param missing the directories that do not exist yet, the container's own and those above them,
 *     topmost first: what a rollback may remove
 * @param pathGiven whether config.json gave the path, so that failing to make it is an error even
 *     without privileges
 * @param unit systemd's unit, where it is systemd that makes them
 */
public record CgroupPlan(
        CgroupDirectories directories,
        List<Path> missing,
        boolean pathGiven,
        Optional<PlannedUnit> unit) {
    public CgroupPlan {
        missing = List.copyOf(missing);
    }

    /**
     * A unit that is going to be.
     *
     * @param name such as {@code carafe-box.scope}
     * @param slice name of the slice that it goes into
     * @param description for people
     * @param init the container's process, which it is made around; empty until there is one
     * @param given properties that config.json's annotations give it
     */
    public record PlannedUnit(
            String name,
            String slice,
            String description,
            OptionalInt init,
            List<UnitProperty> given) {
        public PlannedUnit {
            given = List.copyOf(given);
        }
    }

    /** The same plan once the container's process is there, for a unit to be made around it. */
    public CgroupPlan with(int init) {
        return new CgroupPlan(
                directories,
                missing,
                pathGiven,
                unit.map(u ->
                        new PlannedUnit(
                                u.name(),
                                u.slice(),
                                u.description(),
                                OptionalInt.of(init),
                                u.given())));
    }
}
