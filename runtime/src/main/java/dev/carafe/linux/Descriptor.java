package dev.carafe.linux;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/** The owner of a file descriptor, close-on-exec; closing it twice is harmless. */
public final class Descriptor implements AutoCloseable {
    private static final int AT_FDCWD = -100;
    private static final int READ_SIZE = 8192;
    private static final int EFD_CLOEXEC = 0x80000;
    private static final int EFD_NONBLOCK = 0x800;
    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_NOEXEC_SEAL = 8;
    private static final int SEEK_SET = 0;

    private final int number;
    private final String target;
    private final AtomicBoolean closed = new AtomicBoolean();

    Descriptor(int number, String target) {
        this.number = number;
        this.target = target;
    }

    /**
     * Opens a file; {@code O_CLOEXEC} is added.
     *
     * @param flags {@link OpenFlags}
     * @param mode permission bits of a file that is created
     * @throws KernelException as of openat(2)
     */
    public static Descriptor open(Path path, int flags, int mode) {
        String name = path.toString();
        long number = Native.calls().openat(AT_FDCWD, name, flags | OpenFlags.CLOSE_ON_EXEC, mode);
        return new Descriptor(Native.check("open", name, number), name);
    }

    /**
     * Makes an empty file in memory; memfd_create(2).
     *
     * @param name what {@code /proc/PID/fd} shows
     */
    static Descriptor memory(String name) {
        long number = Native.calls().memfdCreate(name, MFD_CLOEXEC | MFD_NOEXEC_SEAL);
        if (number == -Errno.EINVAL.number()) {
            // The seal, which vm.memfd_noexec can demand, came with Linux 6.3.
            number = Native.calls().memfdCreate(name, MFD_CLOEXEC);
        }
        return new Descriptor(Native.check("memfd_create", name, number), name);
    }

    /** Makes a counter of events that the kernel tells of, non-blocking; eventfd(2). */
    public static Descriptor eventCounter() {
        long number = Native.calls().eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        return new Descriptor(Native.check("eventfd", "event counter", number), "event counter");
    }

    /** Goes back to the start of the file. */
    public void rewind() {
        Native.check("lseek", target, Native.calls().lseek(number(), 0, SEEK_SET));
    }

    /** The descriptor's number, valid until it is closed. */
    public int number() {
        if (closed.get()) {
            throw new IllegalStateException("descriptor of " + target + " is closed");
        }
        return number;
    }

    /**
     * Reads once.
     *
     * @return what was there; empty at the end of the stream
     * @throws KernelException with {@code EAGAIN} when a non-blocking descriptor has nothing yet
     */
    public byte[] read() {
        byte[] buffer = new byte[READ_SIZE];
        int length =
                Native.check("read", target, Native.calls().read(number(), buffer, 0, READ_SIZE));
        return Arrays.copyOf(buffer, length);
    }

    /** Reads once, to the end of a buffer at most; 0 at the end of the stream. */
    int read(byte[] buffer, int offset) {
        int length = buffer.length - offset;
        return Native.check("read", target, Native.calls().read(number(), buffer, offset, length));
    }

    /**
     * Writes all of it.
     *
     * @throws KernelException with {@code EAGAIN} when a non-blocking descriptor takes no more
     */
    public void write(byte[] bytes) {
        int done = 0;
        while (done < bytes.length) {
            done +=
                    Native.check(
                            "write",
                            target,
                            Native.calls().write(number(), bytes, done, bytes.length - done));
        }
    }

    /** What the descriptor was opened on, for messages. */
    public String target() {
        return target;
    }

    @Override
    public void close() {
        // EINTR is not retried: Linux has closed the descriptor by then. Other errors tell of lost
        // writes, which only fsync could report in time.
        if (closed.compareAndSet(false, true)) {
            var _ = Native.calls().close(number);
        }
    }
}
