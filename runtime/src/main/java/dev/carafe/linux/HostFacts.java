package dev.carafe.linux;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the compiler needs to know of the host and of the calling identity: probed at one place, and
 * passed in.
 *
 * @param uid effective user id of the engine and so of its clients
 * @param gid effective group id
 * @param effectiveCapabilities bit set of the effective capabilities, bit N for capability N
 * @param lastCapability highest capability number that the kernel knows ({@code
 *     /proc/sys/kernel/cap_last_cap})
 * @param inUserNamespace whether the engine runs in a user namespace other than the initial one
 * @param cgroups where control groups are mounted, and where the caller is in them
 * @param securityModules which labels can be given
 * @param resctrl where resctrl is mounted, if it is
 * @param newuidmap path of the set-uid helper, where it is installed
 * @param newgidmap path of the set-uid helper, where it is installed
 */
public record HostFacts(
        int uid,
        int gid,
        long effectiveCapabilities,
        int lastCapability,
        boolean inUserNamespace,
        CgroupMounts cgroups,
        SecurityModules securityModules,
        Optional<Path> resctrl,
        Optional<Path> newuidmap,
        Optional<Path> newgidmap) {}
