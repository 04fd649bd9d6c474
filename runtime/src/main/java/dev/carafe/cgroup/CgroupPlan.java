package dev.carafe.cgroup;

import dev.carafe.linux.CgroupDirectories;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a container's control groups are going to be; nothing of it exists because of the plan.
 *
 * @param directories the container's own directories
 * @param missing the directories that do not exist yet, the container's own and those above them,
 *     topmost first: what a rollback may remove
 * @param pathGiven whether config.json gave the path, so that failing to make it is an error even
 *     without privileges
 */
public record CgroupPlan(CgroupDirectories directories, List<Path> missing, boolean pathGiven) {
    public CgroupPlan {
        missing = List.copyOf(missing);
    }
}
