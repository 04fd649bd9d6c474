package dev.carafe.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A file that is locked with flock(2) until it is closed.
 *
 * <p>The lock belongs to this descriptor alone, so threads of one engine exclude each other as
 * processes do; {@link java.nio.channels.FileLock} is one for the whole process, and lost when any
 * other channel on the file closes.
 */
public final class LockedFile implements AutoCloseable {
    private static final int LOCK_EX = 2;
    private static final int LOCK_NB = 4;
    private static final long LONGEST_PAUSE_MILLIS = 16;

    private final Descriptor descriptor;

    private LockedFile(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Locks a file for this owner alone and waits for that as long as it takes; the file is made
     * when it is absent.
     *
     * @throws KernelException as of open(2)
     */
    public static LockedFile exclusive(Path path) {
        return lock(path, LOCK_EX).orElseThrow();
    }

    /**
     * As {@link #exclusive}, but empty when another owner keeps the lock for all of that time. It
     * is asked for again and again, as flock(2) knows no time limit.
     */
    public static Optional<LockedFile> exclusive(Path path, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        long pauseMillis = 1;
        while (true) {
            Optional<LockedFile> locked = lock(path, LOCK_EX | LOCK_NB);
            if (locked.isPresent() || System.nanoTime() - deadline >= 0) {
                return locked;
            }
            LockSupport.parkNanos(pauseMillis * 1_000_000);
            pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
        }
    }

    private static Optional<LockedFile> lock(Path path, int operation) {
        Descriptor descriptor =
                Descriptor.open(path, OpenFlags.READ_WRITE | OpenFlags.CREATE, 0600);
        long result;
        do {
            result = Native.calls().flock(descriptor.number(), operation);
        } while (result == -Errno.EINTR.number());
        if (result == 0) {
            return Optional.of(new LockedFile(descriptor));
        }
        descriptor.close();
        if (result == -Errno.EAGAIN.number()) {
            return Optional.empty();
        }
        throw Native.failure("flock", path.toString(), result);
    }

    /**
     * Whether the locked file is the one at a path now: it may have been removed, and made anew,
     * while the lock was waited for.
     */
    public boolean isAt(Path path) {
        try {
            Path own = Path.of("/proc/self/fd", Integer.toString(descriptor.number()));
            return fileKey(own).equals(fileKey(path));
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Device and inode. */
    private static Object fileKey(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
