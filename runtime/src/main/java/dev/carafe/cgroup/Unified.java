package dev.carafe.cgroup;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.Errno;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * {@code linux.resources.unified}: files of the version 2 cgroup and what to write there;
 * config-linux.md, "Unified".
 */
final class Unified {
    private static final String POINTER = "/linux/resources/unified";
    private static final Pattern NAME = Pattern.compile("[^./]+\\.[^/]+");

    /** Processes move by them, first of all the engine. */
    private static final Set<String> NO_LIMITS = Set.of("cgroup.procs", "cgroup.threads");

    /** Those of Linux 6.18. A file of any other one is written, and missing without it. */
    private static final Set<String> CONTROLLERS =
            Set.of(
                    "cpu",
                    "cpuset",
                    "memory",
                    "io",
                    "pids",
                    "hugetlb",
                    "rdma",
                    "misc",
                    "dmem",
                    "perf_event");

    private Unified() {}

    /** A property's pointer; RFC 6901. */
    private static String pointer(String file) {
        return POINTER + "/" + file.replace("~", "~0").replace("/", "~1");
    }

    /** The controllers that are needed, with the property that asks. */
    static Map<String, String> controllers(Map<String, String> unified) {
        Map<String, String> controllers = new LinkedHashMap<>();
        for (String file : unified.keySet()) {
            String name = controller(file);
            // Pressure is the core's, whatever the file's name says.
            if (CONTROLLERS.contains(name) && !file.endsWith(".pressure")) {
                controllers.putIfAbsent(name, pointer(file));
            }
        }
        return controllers;
    }

    private static String controller(String file) {
        int dot = file.indexOf('.');
        return dot < 0 ? file : file.substring(0, dot);
    }

    /**
     * Refuses what is no limit of a cgroup, before anything is written.
     *
     * @throws CgroupException also where there is no version 2 hierarchy
     */
    static void check(Map<String, String> unified, CgroupDirectories directories) {
        for (String file : unified.keySet()) {
            if (!NAME.matcher(file).matches()) {
                throw new CgroupException(
                        pointer(file),
                        "must be the name of a cgroup file of the form CONTROLLER.PARAMETER");
            }
            if (NO_LIMITS.contains(file)) {
                throw new CgroupException(pointer(file), "is for processes, and no limit");
            }
            if (directories.v2().isEmpty()) {
                throw new CgroupException(
                        pointer(file),
                        "cannot use unified on cgroup v1: there is no version 2 hierarchy, or no"
                                + " permission for it");
            }
        }
    }

    /** Writes each value line by line, as the kernel wants it. */
    static void write(Map<String, String> unified, CgroupDirectories directories) {
        unified.forEach((file, value) -> write(directories.v2().orElseThrow(), file, value));
    }

    private static void write(Path directory, String file, String value) {
        // An empty line is what takes a setting back; nothing at all would not be written.
        List<String> lines = value.isEmpty() ? List.of("\n") : value.lines().toList();
        try {
            CgroupFiles.writeAll(directory, file, lines, pointer(file));
        } catch (CgroupException e) {
            String controller = controller(file);
            boolean isMissing = e.errno().filter(Unified::isMissing).isPresent();
            if (isMissing
                    && !controller.equals("cgroup")
                    && !SubtreeControl.isAvailable(directory, controller)) {
                throw SubtreeControl.unavailable(directory, controller, pointer(file), e);
            }
            throw e;
        }
    }

    /** Nobody may make a file in a cgroup. */
    private static boolean isMissing(Errno errno) {
        return errno == Errno.ENOENT || errno == Errno.EACCES || errno == Errno.EPERM;
    }
}
