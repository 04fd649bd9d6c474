package dev.carafe.spec;

/**
 * Resources with a POSIX limit, as getrlimit(2) names them; the ordinal is the kernel's number on
 * x86-64, arm64 and most others.
 */
public enum RlimitType {
    /** Number 0. */
    RLIMIT_CPU,
    /** Number 1. */
    RLIMIT_FSIZE,
    /** Number 2. */
    RLIMIT_DATA,
    /** Number 3. */
    RLIMIT_STACK,
    /** Number 4. */
    RLIMIT_CORE,
    /** Number 5. */
    RLIMIT_RSS,
    /** Number 6. */
    RLIMIT_NPROC,
    /** Number 7. */
    RLIMIT_NOFILE,
    /** Number 8. */
    RLIMIT_MEMLOCK,
    /** Number 9. */
    RLIMIT_AS,
    /** Number 10. */
    RLIMIT_LOCKS,
    /** Number 11. */
    RLIMIT_SIGPENDING,
    /** Number 12. */
    RLIMIT_MSGQUEUE,
    /** Number 13. */
    RLIMIT_NICE,
    /** Number 14. */
    RLIMIT_RTPRIO,
    /** Number 15. */
    RLIMIT_RTTIME;

    /** The kernel's number, from {@code asm-generic/resource.h}. */
    @SuppressWarnings("EnumOrdinal") // The constants are in the kernel's order, which is its ABI.
    public int number() {
        return ordinal();
    }
}
