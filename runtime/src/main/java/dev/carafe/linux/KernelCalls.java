package dev.carafe.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether the kernel has the system calls that carafe needs, asked of the kernel itself: each is
 * called in a way that it must refuse, so that nothing happens, and ENOSYS tells that it is absent.
 */
public enum KernelCalls {
    /** Signal 0 for a descriptor that is none: EBADF. */
    PIDFD_SEND_SIGNAL("5.1", 424, -1, 0, 0, 0),
    /** Unknown flags: EINVAL. */
    OPEN_TREE("5.2", 428, -1, 0, -1, 0),
    /** Unknown flags: EINVAL, or EPERM without privileges. */
    MOVE_MOUNT("5.2", 429, -1, 0, -1, 0),
    /** Unknown flags: EINVAL, or EPERM without privileges. */
    FSOPEN("5.2", 430, 0, -1, 0, 0),
    /** A process that there cannot be: EINVAL. */
    PIDFD_OPEN("5.3", 434, -1, 0, 0, 0),
    /** Arguments of no size: EINVAL. */
    CLONE3("5.3", 435, 0, 0, 0, 0),
    /** Arguments of no size: EINVAL. */
    OPENAT2("5.6", 437, -1, 0, 0, 0),
    /** Unknown flags: EINVAL. */
    FACCESSAT2("5.8", 439, -1, 0, 0, -1),
    /** A range that ends before it begins: EINVAL. */
    CLOSE_RANGE("5.9", 436, 1, 0, 0, 0),
    /** Unknown flags: EINVAL. */
    MOUNT_SETATTR("5.12", 442, -1, 0, -1, 0);

    private final String since;
    private final int number;
    private final long first;
    private final long second;
    private final long third;
    private final long fourth;

    KernelCalls(String since, int number, long first, long second, long third, long fourth) {
        this.since = since;
        this.number = number;
        this.first = first;
        this.second = second;
        this.third = third;
        this.fourth = fourth;
    }

    /** The Linux that brought it. */
    public String since() {
        return since;
    }

    /** The same on every architecture. */
    int number() {
        return number;
    }

    /** Its name in lower case. */
    public String callName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether no container can be had without it. */
    public boolean isNeeded() {
        return this != CLONE3 && this != CLOSE_RANGE;
    }

    /** Whether this process can call it. */
    public boolean isThere() {
        long result = Native.calls().refused(number, first, second, third, fourth);
        return result != -Errno.ENOSYS.number();
    }

    /** Those that are not there, or that a filter of this process's own hides. */
    public static List<KernelCalls> missing() {
        List<KernelCalls> missing = new ArrayList<>();
        for (KernelCalls call : values()) {
            if (!call.isThere()) {
                missing.add(call);
            }
        }
        return missing;
    }
}
