package dev.carafe.cgroup;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.Errno;
import dev.carafe.spec.Config;
import dev.carafe.spec.IdMapping;
import dev.carafe.spec.Linux;
import dev.carafe.spec.Mount;
import dev.carafe.spec.Namespace;
import dev.carafe.spec.NamespaceType;
import dev.carafe.spec.error.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Gives a container's cgroup to its user, who can then make groups below it; config-linux.md,
 * "Cgroup ownership". Only version 2 is safe to give away.
 *
 * @param uid of the new owner, on the host
 * @param pointer of the property that asks for it
 */
public record Delegation(int uid, String pointer) {
    private static final String MOUNT_POINT = "/sys/fs/cgroup";
    private static final Path LIST = Path.of("/sys/kernel/cgroup/delegate");

    /** What the list has where the kernel does not have the list. */
    private static final List<String> FALLBACK =
            List.of("cgroup.procs", "cgroup.subtree_control", "cgroup.threads");

    /**
     * The delegation that config.json asks for: by a cgroup namespace of the container's own and a
     * cgroup mount that is not read-only.
     */
    public static Optional<Delegation> of(Config config) {
        boolean isNamespaceOwn =
                config.linux().namespace(NamespaceType.CGROUP).filter(Namespace::isNew).isPresent();
        if (!isNamespaceOwn || config.process() == null) {
            return Optional.empty();
        }
        long user = config.process().user().uid();
        for (int i = 0; i < config.mounts().size(); i++) {
            if (isWritable(config.mounts().get(i))) {
                String pointer = "/mounts/" + i;
                return hostUid(config.linux(), user).map(uid -> new Delegation(uid, pointer));
            }
        }
        return Optional.empty();
    }

    private static boolean isWritable(Mount mount) {
        Path destination = Path.of("/").resolve(mount.destination()).normalize();
        return "cgroup".equals(mount.source())
                && destination.toString().equals(MOUNT_POINT)
                && !mount.options().contains("ro");
    }

    /** Empty when the user has no id on the host that config.json tells. */
    private static Optional<Integer> hostUid(Linux linux, long uid) {
        if (linux.namespace(NamespaceType.USER).isEmpty()) {
            return Optional.of((int) uid);
        }
        for (IdMapping map : linux.uidMappings()) {
            if (uid >= map.containerId() && uid - map.containerId() < map.size()) {
                return Optional.of((int) (map.hostId() + uid - map.containerId()));
            }
        }
        return Optional.empty();
    }

    /**
     * Changes the owner of a version 2 cgroup, and of the files that the kernel lists.
     *
     * @param warnings told when the caller may not give files away; rootless, that is no error
     */
    public void apply(CgroupDirectories directories, Consumer<Problem> warnings) {
        if (directories.v1().isEmpty()) {
            directories.v2().ifPresent(directory -> apply(directory, LIST, warnings));
        }
    }

    void apply(Path directory, Path list, Consumer<Problem> warnings) {
        List<Path> paths = new ArrayList<>(List.of(directory));
        files(list).forEach(name -> paths.add(directory.resolve(name)));
        for (Path path : paths) {
            try {
                Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
            } catch (NoSuchFileException e) {
                if (path.equals(directory)) {
                    throw CgroupException.call(pointer, "chown", path, Errno.ENOENT, e);
                }
                // The list has files that not every cgroup has.
            } catch (IOException e) {
                CgroupException failure =
                        CgroupException.call(pointer, "chown", path, CgroupFiles.errno(e), e);
                if (!CgroupFiles.isPermission(failure)) {
                    throw failure;
                }
                String why = failure.getMessage() + "; the cgroup stays the caller's";
                warnings.accept(new Problem(pointer, why));
                return;
            }
        }
    }

    private static List<String> files(Path list) {
        try {
            return Files.readAllLines(list);
        } catch (NoSuchFileException e) {
            return FALLBACK;
        } catch (IOException e) {
            throw CgroupException.call("", "read", list, CgroupFiles.errno(e), e);
        }
    }
}
