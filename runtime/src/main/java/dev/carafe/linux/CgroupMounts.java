package dev.carafe.linux;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where the host's control groups are mounted, and where the caller of carafe stands in them.
 *
 * @param mode which versions are mounted
 * @param v1 mount point of each version 1 hierarchy by controller name ({@code cpu}, {@code
 *     name=systemd}); joined controllers share a mount point
 * @param v2 mount point of the version 2 hierarchy, where there is one
 * @param ownV1 the caller's own cgroup in each version 1 hierarchy, by controller name, relative to
 *     the mount ({@code /user.slice})
 * @param ownV2 the caller's own cgroup in the version 2 hierarchy
 */
public record CgroupMounts(
        CgroupMode mode,
        Map<String, Path> v1,
        Optional<Path> v2,
        Map<String, String> ownV1,
        Optional<String> ownV2) {
    public CgroupMounts {
        v1 = Map.copyOf(v1);
        ownV1 = Map.copyOf(ownV1);
    }
}
