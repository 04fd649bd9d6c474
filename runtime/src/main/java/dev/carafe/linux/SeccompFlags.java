package dev.carafe.linux;

/**
 * {@code SECCOMP_FILTER_FLAG_*} of <a
 * href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2)</a>.
 */
public final class SeccompFlags {
    public static final int TSYNC = 1;
    public static final int LOG = 1 << 1;
    public static final int SPEC_ALLOW = 1 << 2;
    public static final int NEW_LISTENER = 1 << 3;
    public static final int WAIT_KILLABLE_RECV = 1 << 5;

    private static final int SECCOMP_SET_MODE_FILTER = 1;

    private SeccompFlags() {}

    /**
     * Whether the kernel knows all of these flags, and takes them together. It looks at them before
     * it looks at the filter, of which there is none: so nothing is loaded.
     */
    public static boolean areKnown(int flags) {
        long result = Native.calls().seccomp(SECCOMP_SET_MODE_FILTER, flags, 0);
        return result != -Errno.EINVAL.number();
    }
}
