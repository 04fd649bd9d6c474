package dev.carafe.linux;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code /proc/self/mountinfo} and the caller's {@code /proc/PID/cgroup}; see
 * proc_pid_mountinfo(5) and cgroups(7).
 */
final class CgroupMountsProbe {
    /** Options of a version 1 mount that are no controllers. */
    private static final Set<String> OPTIONS =
            Set.of("rw", "ro", "noprefix", "xattr", "clone_children", "none", "favordynmods");

    private final Map<String, String> own = new HashMap<>();
    private final Map<String, Path> mounts = new HashMap<>();
    private final Map<String, String> ownBelowMount = new HashMap<>();

    private CgroupMountsProbe() {}

    static CgroupMounts read(List<String> mountinfo, List<String> ownCgroups) {
        CgroupMountsProbe probe = new CgroupMountsProbe();
        ownCgroups.forEach(probe::readOwn);
        mountinfo.forEach(probe::readMount);
        return probe.result();
    }

    /** A line such as {@code 4:cpu,cpuacct:/user.slice}; {@code 0::/x} is version 2. */
    private void readOwn(String line) {
        String[] fields = line.split(":", 3);
        if (fields.length == 3) {
            for (String controller : fields[1].split(",", -1)) {
                own.put(controller, fields[2]);
            }
        }
    }

    private void readMount(String line) {
        int separator = line.indexOf(" - ");
        if (separator < 0) {
            return;
        }
        String[] mount = line.substring(0, separator).split(" ", -1);
        String[] superblock = line.substring(separator + 3).split(" ", -1);
        if (mount.length < 5 || superblock.length < 3) {
            return;
        }
        Path point = Path.of(unescape(mount[4]));
        if (superblock[0].equals("cgroup2")) {
            add("", point, unescape(mount[3]));
        } else if (superblock[0].equals("cgroup")) {
            Set<String> controllers = new HashSet<>(List.of(superblock[2].split(",")));
            controllers.removeAll(OPTIONS);
            controllers.removeIf(name ->
                    (name.contains("=") && !name.startsWith("name=")) || !own.containsKey(name));
            controllers.forEach(name -> add(name, point, unescape(mount[3])));
        }
    }

    /**
     * The first mount of a hierarchy counts, except that one that shows the caller's own place is
     * better: a container's bind mount of a parent's hierarchy may not.
     */
    private void add(String controller, Path point, String root) {
        Optional<String> place = below(own.getOrDefault(controller, "/"), root);
        if (!mounts.containsKey(controller)
                || (place.isPresent() && !ownBelowMount.containsKey(controller))) {
            mounts.put(controller, point);
            place.ifPresent(path -> ownBelowMount.put(controller, path));
        }
    }

    /** The caller's own cgroup seen from a mount whose root is that cgroup or one above it. */
    private static Optional<String> below(String own, String root) {
        if (root.equals("/")) {
            return Optional.of(own);
        }
        if (own.equals(root)) {
            return Optional.of("/");
        }
        return own.startsWith(root + "/")
                ? Optional.of(own.substring(root.length()))
                : Optional.empty();
    }

    private CgroupMounts result() {
        Optional<Path> v2 = Optional.ofNullable(mounts.remove(""));
        Optional<String> ownV2 = Optional.ofNullable(ownBelowMount.remove(""));
        CgroupMode mode = v2.isEmpty() ? CgroupMode.V1 : CgroupMode.HYBRID;
        if (v2.isPresent() && mounts.isEmpty()) {
            mode = CgroupMode.V2;
        }
        return new CgroupMounts(mode, mounts, v2, ownBelowMount, ownV2);
    }

    /** mountinfo has space, tab, newline and backslash as octal escapes. */
    private static String unescape(String text) {
        return text.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
