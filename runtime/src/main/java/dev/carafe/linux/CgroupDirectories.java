package dev.carafe.linux;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The directories of one container's control groups, absolute paths of the host.
 *
 * @param v1 by controller name
 * @param v2 in the version 2 hierarchy; in hybrid mode only where the container uses it
 */
public record CgroupDirectories(Map<String, Path> v1, Optional<Path> v2) {
    public CgroupDirectories {
        v1 = Map.copyOf(v1);
    }
}
