package dev.carafe.spec;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Linux capabilities; capabilities(7). The ordinal is the kernel's number, {@code
 * linux/capability.h}.
 */
public enum Capability {
    CAP_CHOWN,
    CAP_DAC_OVERRIDE,
    CAP_DAC_READ_SEARCH,
    CAP_FOWNER,
    CAP_FSETID,
    CAP_KILL,
    CAP_SETGID,
    CAP_SETUID,
    CAP_SETPCAP,
    CAP_LINUX_IMMUTABLE,
    CAP_NET_BIND_SERVICE,
    CAP_NET_BROADCAST,
    CAP_NET_ADMIN,
    CAP_NET_RAW,
    CAP_IPC_LOCK,
    CAP_IPC_OWNER,
    CAP_SYS_MODULE,
    CAP_SYS_RAWIO,
    CAP_SYS_CHROOT,
    CAP_SYS_PTRACE,
    CAP_SYS_PACCT,
    CAP_SYS_ADMIN,
    CAP_SYS_BOOT,
    CAP_SYS_NICE,
    CAP_SYS_RESOURCE,
    CAP_SYS_TIME,
    CAP_SYS_TTY_CONFIG,
    CAP_MKNOD,
    CAP_LEASE,
    CAP_AUDIT_WRITE,
    CAP_AUDIT_CONTROL,
    CAP_SETFCAP,
    CAP_MAC_OVERRIDE,
    CAP_MAC_ADMIN,
    CAP_SYSLOG,
    CAP_WAKE_ALARM,
    CAP_BLOCK_SUSPEND,
    CAP_AUDIT_READ,
    CAP_PERFMON,
    CAP_BPF,
    CAP_CHECKPOINT_RESTORE;

    private static final Map<String, Capability> BY_NAME = new HashMap<>();

    static {
        for (Capability capability : values()) {
            BY_NAME.put(capability.name(), capability);
        }
    }

    /** The kernel's number, which is also the bit in a mask. */
    @SuppressWarnings("EnumOrdinal") // The constants are in the kernel's order, which is its ABI.
    public int number() {
        return ordinal();
    }

    /** The capability with exactly this name; empty when carafe does not know it. */
    public static Optional<Capability> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** The bits of all known names; names that are not known are left out, as the spec asks. */
    public static long maskOf(Collection<String> names) {
        long mask = 0;
        for (String name : names) {
            mask |= find(name).map(c -> 1L << c.number()).orElse(0L);
        }
        return mask;
    }
}
