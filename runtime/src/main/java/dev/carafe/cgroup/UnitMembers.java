package dev.carafe.cgroup;

import dev.carafe.cgroup.CgroupPlan.PlannedUnit;
import dev.carafe.linux.CgroupDirectories;
import java.nio.file.Path;

/** The process that a unit is made around. */
final class UnitMembers {
    private UnitMembers() {}

    /**
     * Puts init into the directories in which systemd has not put it: those of controllers that
     * systemd does not know, and those of a slice, which cannot be given a process.
     *
     * @throws CgroupException when systemd has put it elsewhere
     */
    static void attach(PlannedUnit unit, CgroupDirectories directories) {
        int init = unit.init().orElseThrow();
        for (Path directory : directories.distinct()) {
            boolean isThere = CgroupTree.processes(directory).contains(init);
            boolean isOfScope =
                    directories.v1().isEmpty() && !unit.name().endsWith(UnitName.SLICE_SUFFIX);
            if (!isThere && isOfScope) {
                throw new CgroupException(
                        UnitName.POINTER,
                        "systemd has not put process %d of unit %s into %s"
                                .formatted(init, unit.name(), directory));
            }
            if (!isThere) {
                CgroupFiles.write(
                        directory, "cgroup.procs", Integer.toString(init), UnitName.POINTER);
            }
        }
    }
}
