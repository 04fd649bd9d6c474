package dev.carafe.plan;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a mount goes.
 *
 * <p>The checks look at the text; init checks again, by descriptor, what the path leads to.
 *
 * @param path in the container, absolute
 * @param clean the same without detours
 */
record Target(String path, String clean) {
    private static final String PROC = "/proc";

    /** Files of procfs that may be covered: lxcfs does it, and they say nothing but figures. */
    private static final Set<String> PROC_FILES =
            Set.of(
                    "/proc/cpuinfo",
                    "/proc/diskstats",
                    "/proc/meminfo",
                    "/proc/stat",
                    "/proc/swaps",
                    "/proc/uptime",
                    "/proc/loadavg",
                    "/proc/slabinfo",
                    "/proc/sys/kernel/ns_last_pid",
                    "/proc/sys/crypto/fips_enabled");

    /** A relative destination, which is deprecated, is relative to the root. */
    static Target of(String destination) {
        return new Target(ContainerPath.absolute(destination), ContainerPath.clean(destination));
    }

    /** Whether something may be mounted there; a problem is noted where it may not. */
    boolean isAllowed(
            boolean isBind, @Nullable String type, ProgramBuilder program, String pointer) {
        String destination = pointer + "/destination";
        if (clean.equals("/")) {
            program.problem(destination, "would cover the root filesystem");
            return false;
        }
        if (clean.equals(PROC) && !isBind && !"proc".equals(type)) {
            program.problem(destination, "only proc can be mounted on /proc");
            return false;
        }
        if (ContainerPath.isBelow(clean, PROC) && !PROC_FILES.contains(clean)) {
            program.problem(destination, "cannot be mounted because it is inside /proc");
            return false;
        }
        return true;
    }

    boolean isProc() {
        return clean.equals(PROC);
    }

    boolean isDev() {
        return clean.equals("/dev");
    }

    /** Flags of {@code attach_mount}. */
    int flags() {
        return PROC_FILES.contains(clean) ? OpenFlag.TARGET_IN_PROC : 0;
    }
}
