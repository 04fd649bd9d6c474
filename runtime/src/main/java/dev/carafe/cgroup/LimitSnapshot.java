package dev.carafe.cgroup;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.Errno;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the limits of a control group were, to put them back when a change fails half-way.
 *
 * @param contents what stood in each file that a limit is written to
 */
record LimitSnapshot(Map<Path, String> contents) {
    /** The files of all controllers and both versions that {@link Limits} may write. */
    private static final Pattern LIMIT =
            Pattern.compile(
                    "memory\\.(limit_in_bytes|memsw\\.limit_in_bytes|soft_limit_in_bytes"
                            + "|swappiness|oom_control|kmem\\.limit_in_bytes"
                            + "|kmem\\.tcp\\.limit_in_bytes|max|low|swap\\.max)"
                            + "|cpu\\.(shares|cfs_quota_us|cfs_period_us|cfs_burst_us|rt_period_us"
                            + "|rt_runtime_us|idle|weight|max|max\\.burst)"
                            + "|cpuset\\.(cpus|mems)|pids\\.max|rdma\\.max"
                            + "|blkio\\.(bfq\\.)?(weight|weight_device|leaf_weight"
                            + "|leaf_weight_device)|blkio\\.throttle\\.[a-z_]+_device"
                            + "|io\\.(max|weight|bfq\\.weight)"
                            + "|hugetlb\\.[^.]+\\.(rsvd\\.)?(limit_in_bytes|max)"
                            + "|net_cls\\.classid|net_prio\\.ifpriomap");

    /** One limit may stand in the way of another, so that the first is put back the second time. */
    private static final int ROUNDS = 3;

    LimitSnapshot {
        contents = Collections.unmodifiableMap(new LinkedHashMap<>(contents));
    }

    /**
     * Reads the limits.
     *
     * @param more files of the version 2 directory that are going to be written as well
     */
    static LimitSnapshot take(CgroupDirectories directories, Iterable<String> more) {
        Map<Path, String> contents = new LinkedHashMap<>();
        for (Path directory : directories.distinct()) {
            for (Path file : limitFiles(directory)) {
                read(file, contents);
            }
        }
        directories
                .v2()
                .ifPresent(
                        directory -> more.forEach(name -> read(directory.resolve(name), contents)));
        return new LimitSnapshot(contents);
    }

    private static List<Path> limitFiles(Path directory) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(
                        directory,
                        file -> LIMIT.matcher(file.getFileName().toString()).matches())) {
            entries.forEach(files::add);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw CgroupException.call("", "list", directory, CgroupFiles.errno(e), e);
        }
        return files;
    }

    /** What cannot be read, such as a limit that the kernel has no more, cannot be written. */
    private static void read(Path file, Map<Path, String> contents) {
        try {
            contents.put(file, CgroupFiles.read(file));
        } catch (CgroupException e) {
            if (e.errno().filter(LimitSnapshot::isNoFile).isEmpty()) {
                throw e;
            }
        }
    }

    private static boolean isNoFile(Errno errno) {
        return switch (errno) {
            case ENOENT, ENODEV, EOPNOTSUPP, EINVAL, EACCES, EPERM -> true;
            default -> false;
        };
    }

    /** The files that read otherwise by now. */
    Set<Path> changed() {
        return contents.keySet().stream()
                .filter(file ->
                        CgroupFiles.readIfPresent(file)
                                .filter(now -> !now.equals(contents.get(file)))
                                .isPresent())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * Puts back what has changed since; a group that has gone meanwhile has no limits.
     *
     * @throws CgroupException for the first that cannot be, with the others suppressed in it
     */
    void restore() {
        List<CgroupException> left = List.of();
        for (int round = 0; round < ROUNDS; round++) {
            left = new ArrayList<>();
            for (Map.Entry<Path, String> entry : contents.entrySet()) {
                try {
                    restore(entry.getKey(), entry.getValue());
                } catch (CgroupException e) {
                    left.add(e);
                }
            }
            if (left.isEmpty()) {
                return;
            }
        }
        CgroupException first = left.removeFirst();
        left.forEach(first::addSuppressed);
        throw first;
    }

    private static void restore(Path file, String before) {
        Optional<String> now = CgroupFiles.readIfPresent(file);
        if (now.isPresent() && !now.get().equals(before)) {
            String name = file.getFileName().toString();
            CgroupFiles.writeAll(file, LimitText.difference(name, before, now.get()), "");
        }
    }
}
