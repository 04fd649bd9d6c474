package dev.carafe.lifecycle;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.CgroupMounts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The control groups that exec puts its process into. */
final class ExecCgroups {
    private ExecCgroups() {}

    /**
     * The container's own, or those below them that the caller names.
     *
     * @param subCgroups {@code --cgroup}, each {@code [CONTROLLER[,CONTROLLER...]:]PATH}
     * @throws RequestException for those that would not be below the container's
     */
    static CgroupDirectories of(CgroupDirectories container, List<String> subCgroups) {
        CgroupDirectories own =
                new CgroupDirectories(container.v1(), container.v2(), Optional.empty());
        if (subCgroups.isEmpty()) {
            return own;
        }
        String first = subCgroups.getFirst();
        return first.indexOf(':') < 0 ? all(own, subCgroups) : some(own, subCgroups);
    }

    /** One path for all hierarchies. */
    private static CgroupDirectories all(CgroupDirectories own, List<String> given) {
        if (given.size() > 1) {
            throw new RequestException(
                    "--cgroup %s: missing <controller>: before the path, as there are several"
                            .formatted(given.getFirst()));
        }
        String path = given.getFirst();
        Map<String, Path> v1 = new HashMap<>();
        own.v1().forEach((controller, directory) -> v1.put(controller, below(directory, path)));
        return new CgroupDirectories(v1, own.v2().map(directory -> below(directory, path)));
    }

    /** A path for each controller that is named, of version 1. */
    private static CgroupDirectories some(CgroupDirectories own, List<String> given) {
        Map<String, Path> v1 = new HashMap<>(own.v1());
        List<String> seen = new ArrayList<>();
        for (String argument : given) {
            int colon = argument.indexOf(':');
            if (colon < 0) {
                throw new RequestException(
                        "--cgroup %s: missing <controller>: before the path, as there are several"
                                .formatted(argument));
            }
            for (String controller : argument.substring(0, colon).split(",", -1)) {
                Path directory = own.v1().get(controller);
                if (directory == null) {
                    throw new RequestException(
                            "--cgroup %s: the container has no cgroup of a controller \"%s\""
                                    .formatted(argument, controller));
                }
                if (seen.contains(controller)) {
                    throw new RequestException(
                            "--cgroup %s: controller \"%s\" is named twice"
                                    .formatted(argument, controller));
                }
                seen.add(controller);
                v1.put(controller, below(directory, argument.substring(colon + 1)));
            }
        }
        return new CgroupDirectories(v1, own.v2());
    }

    private static Path below(Path directory, String path) {
        Path below = Path.of(directory + "/" + path).normalize();
        if (!below.startsWith(directory)) {
            throw new RequestException(
                    "--cgroup %s: is not a sub cgroup path of the container's".formatted(path));
        }
        return below;
    }

    /**
     * Those in which the container's init is by now.
     *
     * @param mounts with init's place in the hierarchies as the own one
     */
    static CgroupDirectories ofInit(CgroupDirectories container, CgroupMounts mounts) {
        Map<String, Path> v1 = new HashMap<>();
        container
                .v1()
                .keySet()
                .forEach(controller ->
                        directory(
                                        Optional.ofNullable(mounts.v1().get(controller)),
                                        Optional.ofNullable(mounts.ownV1().get(controller)))
                                .ifPresent(directory -> v1.put(controller, directory)));
        return new CgroupDirectories(
                v1, container.v2().flatMap(own -> directory(mounts.v2(), mounts.ownV2())));
    }

    private static Optional<Path> directory(Optional<Path> mount, Optional<String> place) {
        return mount.flatMap(at -> place.map(path -> Path.of(at + "/" + path).normalize()));
    }
}
