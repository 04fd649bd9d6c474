package dev.carafe.engine;

import dev.carafe.linux.KernelException;
import dev.carafe.linux.LockedFile;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The socket that a resident engine listens on, and its name in the engine directory.
 *
 * @param channel where callers connect
 * @param path its name
 * @param inode what the name led to when the engine came
 */
record ListeningSocket(ServerSocketChannel channel, Path path, Object inode) implements Closeable {
    static ListeningSocket of(ServerSocketChannel channel) throws IOException {
        SocketAddress address = channel.getLocalAddress();
        if (!(address instanceof UnixDomainSocketAddress unix)) {
            throw new IOException("not a Unix socket with a name: " + address);
        }
        return new ListeningSocket(channel, unix.getPath(), inode(unix.getPath()));
    }

    /** The engine directory. */
    Path directory() {
        Path directory = path.getParent();
        return directory == null ? Path.of("/") : directory;
    }

    /**
     * Takes the name away, so that no caller connects any more, unless it is another engine's by
     * now. The lock keeps others from binding in between.
     */
    void unlink() throws IOException {
        try (LockedFile _ = LockedFile.exclusive(directory().resolve("engine.lock"))) {
            if (Files.exists(path) && inode(path).equals(inode)) {
                Files.delete(path);
            }
        } catch (KernelException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static Object inode(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }
}
