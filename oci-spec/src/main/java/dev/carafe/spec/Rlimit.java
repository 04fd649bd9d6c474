package dev.carafe.spec;

import static java.util.Objects.requireNonNull;

/**
 * A POSIX resource limit; getrlimit(2).
 *
 * @param type what is limited
 * @param hard the ceiling, as an unsigned 64-bit number; -1 is infinity
 * @param soft the limit in force, as an unsigned 64-bit number; -1 is infinity
 */
public record Rlimit(RlimitType type, long hard, long soft) {
    public Rlimit {
        requireNonNull(type, "type is null");
    }

    /** {@code RLIM_INFINITY} of the Linux kernel's 64-bit interface. */
    public static final long INFINITY = -1L;
}
