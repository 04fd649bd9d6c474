package dev.carafe.cgroup;

import dev.carafe.linux.Errno;
import dev.carafe.linux.KernelException;
import dev.carafe.systemd.SystemdException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A control group could not be made, changed or removed.
 *
 * <p>The message is one line and does not repeat the pointer, which stands beside it.
 */
public sealed class CgroupException extends RuntimeException permits CgroupInUseException {
    private static final long serialVersionUID = 1;

    private final String pointer;
    private final String call;
    private final String target;
    private final String hint;
    private final @Nullable Errno errno;

    /**
     * A failure that no system call reported; the pointer is empty when no property is behind it.
     */
    public CgroupException(String pointer, String message) {
        this(pointer, message, "", "", "", null, null);
    }

    private CgroupException(
            String pointer,
            String message,
            String call,
            String target,
            String hint,
            @Nullable Errno errno,
            @Nullable Throwable cause) {
        super(message, cause);
        this.pointer = pointer;
        this.call = call;
        this.target = target;
        this.hint = hint;
        this.errno = errno;
    }

    static CgroupException write(
            String pointer, Path file, String value, @Nullable Errno errno, Throwable cause) {
        String why = errno == null ? String.valueOf(cause.getMessage()) : errno.describe();
        return new CgroupException(
                pointer,
                "write " + value.strip() + " to " + file + ": " + why,
                "write",
                file.toString(),
                "",
                errno,
                cause);
    }

    static CgroupException call(
            String pointer, String what, Path path, @Nullable Errno errno, Throwable cause) {
        String why = errno == null ? String.valueOf(cause.getMessage()) : errno.describe();
        return new CgroupException(
                pointer, what + " " + path + ": " + why, what, path.toString(), "", errno, cause);
    }

    static CgroupException systemd(SystemdException e) {
        return new CgroupException("", String.valueOf(e.getMessage()), "", "", "", null, e);
    }

    static CgroupException kernel(String pointer, Path directory, KernelException e) {
        String message = "cgroup " + directory + ": " + e.getMessage();
        return new CgroupException(
                pointer, message, e.call(), directory.toString(), e.hint(), e.errno(), e);
    }

    /** The same failure, and what to do about it; of this property, where there is no other one. */
    CgroupException withHint(String property, String newHint) {
        return new CgroupException(
                pointer.isEmpty() ? property : pointer,
                getMessage() + "; " + newHint,
                call,
                target,
                newHint,
                errno,
                this);
    }

    /** JSON pointer into config.json of the property that asked for it; empty when none did. */
    public String pointer() {
        return pointer;
    }

    /** What was done: a system call, mostly; empty when none failed. */
    public String call() {
        return call;
    }

    /** The file or directory that it was done to; empty when no call failed. */
    public String target() {
        return target;
    }

    /** What to do about it; may be empty. */
    public String hint() {
        return hint;
    }

    /** Why the kernel refused; empty when it was not the kernel that did. */
    public Optional<Errno> errno() {
        return Optional.ofNullable(errno);
    }
}
