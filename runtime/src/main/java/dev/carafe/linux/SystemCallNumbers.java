package dev.carafe.linux;

import java.util.Locale;

/**
 * System call numbers by architecture; from arch/x86/entry/syscalls/syscall_64.tbl and
 * include/uapi/asm-generic/unistd.h of Linux.
 */
record SystemCallNumbers(
        int openat,
        int close,
        int read,
        int write,
        int ppoll,
        int mknodat,
        int flock,
        int kill,
        int getsockopt,
        int bpf,
        int lseek,
        int seccomp,
        int memfdCreate,
        int eventfd,
        int ioctl,
        int madvise) {
    /** The same number everywhere, as all calls since Linux 5.1. */
    static final int PIDFD_SEND_SIGNAL = 424;

    /** The same number everywhere. */
    static final int PIDFD_OPEN = 434;

    private static final SystemCallNumbers X86_64 =
            new SystemCallNumbers(
                    257, 3, 0, 1, 271, 259, 73, 62, 55, 321, 8, 317, 319, 290, 16, 28);
    private static final SystemCallNumbers GENERIC =
            new SystemCallNumbers(
                    56, 57, 63, 64, 73, 33, 32, 129, 209, 280, 62, 277, 279, 19, 29, 233);

    /** The table for an architecture as {@code os.arch} names it. */
    static SystemCallNumbers of(String architecture) {
        return switch (architecture.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64", "riscv64" -> GENERIC;
            default ->
                    throw new UnsupportedOperationException(
                            "no system call numbers for architecture " + architecture);
        };
    }
}
