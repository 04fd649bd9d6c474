package dev.carafe.plan;

import dev.carafe.linux.SeccompFlags;
import dev.carafe.spec.Capability;
import java.util.ArrayList;
import java.util.List;

/** The bits of one kind of flags with the names that people know them by. */
public final class FlagNames {
    /** Flags of {@code open_tree}. */
    public static final FlagNames SOURCE =
            new FlagNames().with("recursive", 1).with("nofollow", 2).with("procfs", 4);

    /** Flags of {@code attach_mount}. */
    public static final FlagNames TARGET =
            new FlagNames()
                    .with("nofollow", 1)
                    .with("in_proc", 2)
                    .with("on_link", 4)
                    .with("copy_link", 8);

    /** {@code O_*} of open(2). */
    public static final FlagNames OPEN =
            new FlagNames()
                    .with("wronly", HostFile.WRITE_ONLY)
                    .with("rdwr", HostFile.READ_WRITE)
                    .with("nonblock", HostFile.NON_BLOCKING)
                    .with("path", HostFile.PATH);

    /** {@code CLONE_NEW*} of clone(2). */
    public static final FlagNames CLONE =
            new FlagNames()
                    .with("user", 0x10000000L)
                    .with("pid", 0x20000000L)
                    .with("network", 0x40000000L)
                    .with("mount", 0x00020000L)
                    .with("ipc", 0x08000000L)
                    .with("uts", 0x04000000L)
                    .with("cgroup", 0x02000000L)
                    .with("time", 0x00000080L);

    /** {@code MOUNT_ATTR_*} of mount_setattr(2). */
    public static final FlagNames ATTRIBUTES =
            new FlagNames()
                    .with("ro", MountAttributes.READ_ONLY)
                    .with("nosuid", MountAttributes.NO_SUID)
                    .with("nodev", MountAttributes.NO_DEVICES)
                    .with("noexec", MountAttributes.NO_EXEC)
                    .with("atime", MountAttributes.ATIME)
                    .with("noatime", MountAttributes.NO_ATIME)
                    .with("strictatime", MountAttributes.STRICT_ATIME)
                    .with("nodiratime", MountAttributes.NO_DIRECTORY_ATIME)
                    .with("nosymfollow", MountAttributes.NO_SYMLINKS);

    /** {@code MS_*} of mount(2) that set the propagation. */
    public static final FlagNames PROPAGATION =
            new FlagNames()
                    .with("recursive", Propagation.RECURSIVE)
                    .with("unbindable", Propagation.UNBINDABLE)
                    .with("private", Propagation.PRIVATE)
                    .with("slave", Propagation.SLAVE)
                    .with("shared", Propagation.SHARED);

    /** {@code SCHED_FLAG_*} of sched_setattr(2). */
    public static final FlagNames SCHEDULING =
            new FlagNames()
                    .with("reset_on_fork", 1)
                    .with("reclaim", 2)
                    .with("dl_overrun", 4)
                    .with("keep_policy", 8)
                    .with("keep_params", 0x10)
                    .with("util_clamp_min", 0x20)
                    .with("util_clamp_max", 0x40);

    /** {@code MPOL_F_*} of set_mempolicy(2). */
    public static final FlagNames MEMORY_POLICY =
            new FlagNames()
                    .with("numa_balancing", 0x2000)
                    .with("relative_nodes", 0x4000)
                    .with("static_nodes", 0x8000);

    /** {@code SECCOMP_FILTER_FLAG_*} of seccomp(2). */
    public static final FlagNames FILTER =
            new FlagNames()
                    .with("tsync", SeccompFlags.TSYNC)
                    .with("log", SeccompFlags.LOG)
                    .with("spec_allow", SeccompFlags.SPEC_ALLOW)
                    .with("new_listener", SeccompFlags.NEW_LISTENER)
                    .with("wait_killable_recv", SeccompFlags.WAIT_KILLABLE_RECV);

    /** Capabilities; capabilities(7). */
    public static final FlagNames CAPABILITIES = capabilities();

    private final List<Flag> flags = new ArrayList<>();

    private FlagNames() {}

    private record Flag(String name, long bits) {}

    private static FlagNames capabilities() {
        FlagNames names = new FlagNames();
        for (Capability capability : Capability.values()) {
            names.with(capability.name(), 1L << capability.number());
        }
        return names;
    }

    private FlagNames with(String name, long bits) {
        flags.add(new Flag(name, bits));
        return this;
    }

    /** The bits of that name; 0 when there is no such name. */
    long bits(String name) {
        return flags.stream()
                .filter(flag -> flag.name().equals(name))
                .mapToLong(Flag::bits)
                .findFirst()
                .orElse(0);
    }

    /**
     * The names of the bits that are set, with commas between them; bits without a name in
     * hexadecimal; {@code none} when no bit is set.
     */
    public String format(long bits) {
        if (bits == 0) {
            return "none";
        }
        List<String> names = new ArrayList<>();
        long rest = bits;
        for (Flag flag : flags) {
            if ((rest & flag.bits()) == flag.bits()) {
                names.add(flag.name());
                rest &= ~flag.bits();
            }
        }
        if (rest != 0) {
            names.add("0x" + Long.toHexString(rest));
        }
        return String.join(",", names);
    }
}
