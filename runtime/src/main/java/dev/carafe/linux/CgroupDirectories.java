package dev.carafe.linux;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeMap;

/**
 * The directories of one container's control groups, absolute paths of the host.
 *
 * @param v1 by controller name
 * @param v2 in the version 2 hierarchy; in hybrid mode only where the container uses it
 * @param unit systemd's unit that they belong to, into which init is put from outside; empty where
 *     they are the container's alone
 */
public record CgroupDirectories(Map<String, Path> v1, Optional<Path> v2, Optional<String> unit) {
    /** No control group at all. */
    public static final CgroupDirectories NONE = new CgroupDirectories(Map.of(), Optional.empty());

    public CgroupDirectories {
        v1 = Map.copyOf(v1);
    }

    /** Directories that belong to no unit. */
    public CgroupDirectories(Map<String, Path> v1, Optional<Path> v2) {
        this(v1, v2, Optional.empty());
    }

    /**
     * Whether the other ones are the same, as {@code equals} would say: that of a record is put
     * together from method handles when it is first called, which takes 5 ms of a one-shot command.
     */
    public boolean areThose(CgroupDirectories other) {
        return v1.equals(other.v1) && v2.equals(other.v2) && unit.equals(other.unit);
    }

    /** Each directory once: controllers that are mounted together share one. */
    public SequencedSet<Path> distinct() {
        SequencedSet<Path> paths = new LinkedHashSet<>(new TreeMap<>(v1).values());
        v2.ifPresent(paths::add);
        return paths;
    }
}
