package dev.carafe.cli;

import java.util.Locale;
import java.util.Optional;

/** Who makes control groups: the values of crun's {@code --cgroup-manager}. */
enum CgroupManager {
    /** Directories in the mounted hierarchies. */
    CGROUPFS,
    /** Scopes of systemd. */
    SYSTEMD,
    /** Nobody: the container stays in those of the caller. */
    DISABLED;

    /** The word on the command line. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * What both flags say together.
     *
     * @param given {@code --cgroup-manager}
     * @param systemd whether {@code --systemd-cgroup} is given, another name for one of them
     * @throws UsageException when they contradict each other, or there is no such manager
     */
    static CgroupManager of(Optional<String> given, boolean systemd) {
        Optional<CgroupManager> named = given.map(CgroupManager::named);
        if (systemd && named.isPresent() && named.get() != SYSTEMD) {
            throw new UsageException(
                    "--systemd-cgroup and --cgroup-manager=%s contradict each other"
                            .formatted(named.get().word()));
        }
        return systemd ? SYSTEMD : named.orElse(CGROUPFS);
    }

    private static CgroupManager named(String word) {
        return switch (word) {
            case "cgroupfs" -> CGROUPFS;
            case "systemd" -> SYSTEMD;
            case "disabled" -> DISABLED;
            default ->
                    throw new UsageException(
                            "unknown cgroup manager \"%s\" (cgroupfs, systemd or disabled)"
                                    .formatted(word));
        };
    }
}
