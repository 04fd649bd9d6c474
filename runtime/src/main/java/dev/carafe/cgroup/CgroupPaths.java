package dev.carafe.cgroup;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.CgroupMode;
import dev.carafe.linux.CgroupMounts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where {@code linux.cgroupsPath} leads, as with runc's cgroupfs driver: an absolute path below the
 * mount; a relative one, or the container's id where there is none, below the engine's own cgroup.
 * With version 2 that is beside the engine's own, as a cgroup that holds processes cannot give
 * controllers to those below it.
 */
final class CgroupPaths {
    private static final String POINTER = "/linux/cgroupsPath";

    private CgroupPaths() {}

    static CgroupDirectories resolve(CgroupMounts mounts, @Nullable String given, String id) {
        boolean present = given != null && !given.isEmpty();
        String path = present && given != null ? given : id;
        Path inner = clean(path);
        if (inner.getNameCount() == 0 || inner.toString().isEmpty()) {
            throw new CgroupException(
                    POINTER, path + ": the root of the hierarchy cannot be a container's cgroup");
        }
        boolean absolute = path.startsWith("/");
        Map<String, Path> v1 = new HashMap<>();
        mounts.v1()
                .forEach((controller, mount) -> {
                    String own = mounts.ownV1().getOrDefault(controller, "/");
                    v1.put(controller, below(mount, absolute ? "/" : own, inner));
                });
        Optional<Path> v2 =
                mounts.v2().map(mount -> below(mount, absolute ? "/" : parentOfOwn(mounts), inner));
        return new CgroupDirectories(v1, v2);
    }

    private static String parentOfOwn(CgroupMounts mounts) {
        String own = mounts.ownV2().orElse("/");
        if (mounts.mode() != CgroupMode.V2) {
            return own;
        }
        return own.substring(0, Math.max(1, own.lastIndexOf('/')));
    }

    private static Path below(Path mount, String parent, Path inner) {
        return mount.resolve(clean(parent)).resolve(inner);
    }

    /** A relative path without {@code .} and {@code ..}, which cannot lead out of the mount. */
    private static Path clean(String path) {
        Path absolute = Path.of("/" + path).normalize();
        return Path.of("/").relativize(absolute);
    }

    static Path required(CgroupDirectories directories, String controller) {
        Path path = directories.v1().get(controller);
        if (path == null) {
            throw new IllegalStateException("no cgroup of controller " + controller);
        }
        return path;
    }

    /** The directories that are not there, topmost first within each hierarchy. */
    static List<Path> missing(CgroupMounts mounts, CgroupDirectories directories) {
        // Not looked at: each look is a system call, and there are ten hierarchies.
        Set<Path> roots = new HashSet<>(mounts.v1().values());
        mounts.v2().ifPresent(roots::add);
        List<Path> missing = new ArrayList<>();
        for (Path leaf : directories.distinct()) {
            int position = missing.size();
            Path current = leaf;
            while (current != null && !roots.contains(current) && !current.toFile().exists()) {
                missing.add(position, current);
                current = current.getParent();
            }
        }
        return missing;
    }
}
