package dev.carafe.seccomp;

import org.jspecify.annotations.Nullable;

/** {@code SCMP_ACT_*}; seccomp.h of libseccomp. */
enum Action {
    SCMP_ACT_KILL(0x00000000, false),
    SCMP_ACT_KILL_THREAD(0x00000000, false),
    SCMP_ACT_KILL_PROCESS(0x80000000, false),
    SCMP_ACT_TRAP(0x00030000, false),
    SCMP_ACT_ERRNO(0x00050000, true),
    SCMP_ACT_TRACE(0x7ff00000, true),
    SCMP_ACT_NOTIFY(0x7fc00000, false),
    SCMP_ACT_LOG(0x7ffc0000, false),
    SCMP_ACT_ALLOW(0x7fff0000, false);

    /** As many bits as an action has for an error number or a message to the tracer. */
    static final int MAX_DATA = 0xffff;

    private static final int EPERM = 1;

    private final int bits;
    private final boolean takesErrno;

    Action(int bits, boolean takesErrno) {
        this.bits = bits;
        this.takesErrno = takesErrno;
    }

    /** What libseccomp and the kernel call it, with its error number where it takes one. */
    int with(@Nullable Long errno) {
        if (!takesErrno) {
            return bits;
        }
        return bits | (errno == null ? EPERM : errno.intValue() & MAX_DATA);
    }

    /** Whether the call is made: by the kernel, or in a tracer's hands. */
    boolean letsThrough() {
        return this == SCMP_ACT_ALLOW || this == SCMP_ACT_LOG || this == SCMP_ACT_TRACE;
    }
}
