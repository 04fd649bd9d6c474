package dev.carafe.linux;

import java.nio.file.Path;
import java.util.Optional;

/** Named pipes; fifo(7). */
public final class Fifo {
    private static final int AT_FDCWD = -100;
    private static final int S_IFIFO = 0010000;

    private Fifo() {}

    /**
     * Makes a FIFO.
     *
     * @param mode permission bits, from which the umask is taken
     * @throws KernelException {@code EEXIST}, {@code EROFS}, {@code ENOSPC} ...
     */
    public static void make(Path path, int mode) {
        long result = Native.calls().mknodat(AT_FDCWD, path.toString(), S_IFIFO | mode, 0);
        Native.check("mkfifo", path.toString(), result);
    }

    /** Opens the reading end without waiting for a writer; reads do not wait either. */
    public static Descriptor openForReading(Path path) {
        return Descriptor.open(path, OpenFlags.READ_ONLY | OpenFlags.NON_BLOCKING, 0);
    }

    /** Opens the writing end without waiting; empty when nobody reads. */
    public static Optional<Descriptor> openForWriting(Path path) {
        try {
            return Optional.of(
                    Descriptor.open(path, OpenFlags.WRITE_ONLY | OpenFlags.NON_BLOCKING, 0));
        } catch (KernelException e) {
            if (e.errno() == Errno.ENXIO) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
