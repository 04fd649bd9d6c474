package dev.carafe.cgroup;

import dev.carafe.linux.Errno;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reading and writing the files of a cgroup; each write is one write(2), as the kernel wants it.
 */
final class CgroupFiles {
    /** More than most files hold, so that one read gets it all and another one the end. */
    private static final int READ_SIZE = 4096;

    private CgroupFiles() {}

    /**
     * Writes a value.
     *
     * @param pointer the property that asks for it
     */
    static void write(Path directory, String name, String value, String pointer) {
        writeAll(directory, name, List.of(value), pointer);
    }

    /** Writes values one after the other to one open file. */
    static void writeAll(Path directory, String name, List<String> values, String pointer) {
        writeAll(directory.resolve(name), values, pointer);
    }

    /** Writes values one after the other to a file. */
    static void writeAll(Path file, List<String> values, String pointer) {
        String current = values.isEmpty() ? "" : values.getFirst();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (String value : values) {
                current = value;
                channel.write(ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            throw CgroupException.write(pointer, file, current, errno(e), e);
        }
    }

    /** The content without white space at its ends. */
    static String read(Path directory, String name) {
        return read(directory.resolve(name));
    }

    /** The content of a file, as above. */
    static String read(Path file) {
        // Files.readString asks for the size first, which is 0, and reads one byte: two calls more.
        try (FileChannel channel = FileChannel.open(file)) {
            return read(channel);
        } catch (IOException e) {
            throw CgroupException.call("", "read", file, errno(e), e);
        }
    }

    /** The content of a file of a cgroup that is open. */
    static String read(SecureDirectoryStream<Path> directory, Path name) throws IOException {
        try (SeekableByteChannel channel =
                directory.newByteChannel(name, Set.of(StandardOpenOption.READ))) {
            return read(channel);
        }
    }

    /** Writes a value to a file of a cgroup that is open. */
    static void write(SecureDirectoryStream<Path> directory, Path name, String value)
            throws IOException {
        try (SeekableByteChannel channel =
                directory.newByteChannel(name, Set.of(StandardOpenOption.WRITE))) {
            channel.write(ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static String read(ReadableByteChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(READ_SIZE);
        while (channel.read(buffer) >= 0) {
            if (!buffer.hasRemaining()) {
                buffer = ByteBuffer.allocate(2 * buffer.capacity()).put(buffer.flip());
            }
        }
        return StandardCharsets.UTF_8.decode(buffer.flip()).toString().strip();
    }

    /** The content; empty when there is no such file, or the cgroup has gone. */
    static Optional<String> readIfPresent(Path directory, String name) {
        return readIfPresent(directory.resolve(name));
    }

    /** As above. */
    static Optional<String> readIfPresent(Path file) {
        try {
            return Optional.of(read(file));
        } catch (CgroupException e) {
            if (isGone(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** ENODEV is what reading an open file gives once its cgroup was removed. */
    static boolean isGone(CgroupException e) {
        return e.errno().filter(n -> n == Errno.ENOENT || n == Errno.ENODEV).isPresent();
    }

    static boolean isPermission(CgroupException e) {
        return e.errno()
                .filter(n -> n == Errno.EACCES || n == Errno.EPERM || n == Errno.EROFS)
                .isPresent();
    }

    static @Nullable Errno errno(IOException e) {
        return Errno.of(e).orElse(null);
    }
}
