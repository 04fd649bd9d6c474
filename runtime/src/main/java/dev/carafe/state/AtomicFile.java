package dev.carafe.state;

import dev.carafe.linux.Errno;
import dev.carafe.state.StoreException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Files that are replaced as a whole: a reader sees the old content or the new one.
 *
 * <p>There is no fsync, as in runc: the rename is what a crash of any process needs, and no
 * container survives a crash of the machine.
 */
final class AtomicFile {
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final Set<StandardOpenOption> OPTIONS =
            Set.of(
                    StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING);

    /** How much is looked through at a time. */
    private static final int BLOCK = 4096;

    private AtomicFile() {}

    /** Writes a file under the container's lock, which keeps the temporary name to one writer. */
    static void write(Path file, byte[] content) {
        prepare(file, content);
        replace(file);
    }

    /** The first half of {@link #write}: no reader sees anything of it. */
    static void prepare(Path file, byte[] content) {
        try (FileChannel channel = FileChannel.open(temporary(file), OPTIONS, PRIVATE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw unwritten(file, e);
        }
    }

    /** The second half of {@link #write}. */
    static void replace(Path file) {
        try {
            Files.move(temporary(file), file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw unwritten(file, e);
        }
    }

    private static StoreException unwritten(Path file, IOException reason) {
        StoreException failure = failure("write", file, reason);
        try {
            Files.deleteIfExists(temporary(file));
        } catch (IOException second) {
            failure.addSuppressed(second);
        }
        return failure;
    }

    /** Where the content is before it takes the file's name. */
    static Path temporary(Path file) {
        return file.resolveSibling(file.getFileName() + ".new");
    }

    /**
     * Appends lines, under the lock as well; what cannot be written whole is taken back, and if
     * even that fails, a reader knows it by its missing end.
     */
    static void appendLines(Path file, List<byte[]> lines) {
        int length = lines.stream().mapToInt(line -> line.length + 1).sum();
        ByteBuffer buffer = ByteBuffer.allocate(length);
        lines.forEach(line -> buffer.put(line).put((byte) '\n'));
        buffer.flip();
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            // Behind what a killed writer has left of a line, the next one would be part of it.
            long size = lastLineEnd(channel, channel.size());
            channel.truncate(size);
            try {
                channel.position(size);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            } catch (IOException e) {
                channel.truncate(size);
                throw e;
            }
        } catch (IOException e) {
            throw failure("write", file, e);
        }
    }

    /**
     * Has a file of lines consist of one line, in the space that it has already, for a file system
     * that is full. Its last line is the old one until the file is cut, and the new one then; it is
     * refused where the two would overlap.
     *
     * @throws StoreException {@code IO}
     */
    static void replaceLines(Path file, byte[] line) {
        ByteBuffer buffer = ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').flip();
        int length = buffer.remaining();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (channel.size() < 2L * length) {
                throw new IOException("no space left on device (ENOSPC)");
            }
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.truncate(length);
        } catch (IOException e) {
            throw failure("write", file, e);
        }
    }

    /** Cuts off the last line of a file, with what a killed writer has left behind it. */
    static void dropLastLine(Path file) {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long end = lastLineEnd(channel, channel.size());
            channel.truncate(end == 0 ? 0 : lastLineEnd(channel, end - 1));
        } catch (IOException e) {
            throw failure("write", file, e);
        }
    }

    /** Where the last end of a line before a place is; 0 when there is none. */
    private static long lastLineEnd(FileChannel channel, long place) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        for (long from = place; from > 0; ) {
            int length = (int) Math.min(BLOCK, from);
            from -= length;
            block.clear().limit(length);
            while (block.hasRemaining()) {
                if (channel.read(block, from + block.position()) < 0) {
                    throw new EOFException("it became shorter");
                }
            }
            for (int i = length - 1; i >= 0; i--) {
                if (block.get(i) == '\n') {
                    return from + i + 1;
                }
            }
        }
        return 0;
    }

    /** The content; empty when there is no such file. */
    static Optional<byte[]> read(Path file) {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failure("read", file, e);
        }
    }

    /** A failure of the file system as one line with path and reason. */
    static StoreException failure(String what, Path path, IOException e) {
        String why = Errno.of(e).map(Errno::describe).orElseGet(e::toString);
        return new StoreException(Kind.IO, what + " " + path + ": " + why, e);
    }
}
