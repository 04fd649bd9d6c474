package dev.carafe.linux;

import static java.util.Objects.requireNonNull;

/**
 * A system call failed.
 *
 * <p>The message is one line: {@code open /run/x: permission denied (EACCES)}.
 */
public final class KernelException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String call;
    private final String target;
    private final Errno errno;

    /**
     * A failure of a call.
     *
     * @param call name of the system call
     * @param target what it was about: a path, a pid
     * @param errno why it failed
     */
    public KernelException(String call, String target, Errno errno) {
        super(call + " " + target + ": " + errno.describe() + suffix(errno));
        this.call = requireNonNull(call, "call is null");
        this.target = requireNonNull(target, "target is null");
        this.errno = requireNonNull(errno, "errno is null");
    }

    /** Name of the system call. */
    public String call() {
        return call;
    }

    /** What the call was about: a path, a pid. */
    public String target() {
        return target;
    }

    /** Why it failed. */
    public Errno errno() {
        return errno;
    }

    /** What to do about it; may be empty. */
    public String hint() {
        return hint(errno);
    }

    private static String hint(Errno errno) {
        return errno == Errno.ENOSYS ? "carafe needs Linux 5.14 or later" : "";
    }

    private static String suffix(Errno errno) {
        String hint = hint(errno);
        return hint.isEmpty() ? "" : "; " + hint;
    }
}
