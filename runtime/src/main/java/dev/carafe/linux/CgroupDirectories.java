package dev.carafe.linux;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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

    // Written out: a record's own are put together from method handles when they are first called,
    // which takes 5 ms of a one-shot command.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CgroupDirectories directories
                && v1.equals(directories.v1)
                && v2.equals(directories.v2)
                && unit.equals(directories.unit);
    }

    @Override
    public int hashCode() {
        return Objects.hash(v1, v2, unit);
    }

    /** Each directory once: controllers that are mounted together share one. */
    public SequencedSet<Path> distinct() {
        SequencedSet<Path> paths = new LinkedHashSet<>(new TreeMap<>(v1).values());
        v2.ifPresent(paths::add);
        return paths;
    }
}
