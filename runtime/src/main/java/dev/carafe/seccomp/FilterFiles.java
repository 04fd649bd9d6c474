package dev.carafe.seccomp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/**
 * Programs as files of a directory, for engines that live for one command only.
 *
 * <p>A program that is loaded from here decides what a container may do, so a file counts only if
 * nobody but us (or root, who may do anything) can have written it: directory and file are ours and
 * closed to all others, neither is a link, and the file has no second name. Its own SHA-256 tells a
 * file that was cut short or went bad; it is no protection against somebody who writes there, and
 * neither would be a keyed one, whose key would have to lie beside it.
 *
 * <p>Layout: 16 bytes of magic, the key, SHA-256 of the program, the program.
 */
final class FilterFiles implements FilterCache {
    /** At most so many files, of {@link #MAX_FILE_BYTES} each: 2 MiB. */
    static final int MAX_FILES = 64;

    private static final byte[] MAGIC = "carafe filter 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int HASH_BYTES = 32;
    private static final int HEADER_BYTES = MAGIC.length + 2 * HASH_BYTES;

    /** {@code BPF_MAXINSNS} instructions. */
    private static final int MAX_FILE_BYTES = HEADER_BYTES + 4096 * Instructions.SIZE;

    private static final String TEMPORARY = ".new-";

    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path directory;
    private final IntSupplier uid;

    /**
     * The files of a directory that may not exist yet.
     *
     * @param uid whose it must be: the engine's effective user
     */
    FilterFiles(Path directory, IntSupplier uid) {
        this.directory = directory;
        this.uid = uid;
    }

    @Override
    public Optional<byte[]> get(FilterKey key, Consumer<String> debug) {
        Path file = file(key);
        try {
            requireOurs(directory, 040700);
            requireOurs(file, 0100600);
            return Optional.of(program(key, file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            debug.accept("seccomp cache: not used: " + e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void put(FilterKey key, byte[] program, Consumer<String> debug) {
        try {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(directory, PRIVATE_DIRECTORY);
            }
            requireOurs(directory, 040700);
            evict();
            write(file(key), content(key, program));
        } catch (IOException e) {
            debug.accept("seccomp cache: not kept: " + e.getMessage());
        }
    }

    private Path file(FilterKey key) {
        return directory.resolve(key.hex());
    }

    private byte[] program(FilterKey key, Path file) throws IOException {
        byte[] content = read(file);
        byte[] program =
                content.length < HEADER_BYTES
                        ? new byte[0]
                        : Arrays.copyOfRange(content, HEADER_BYTES, content.length);
        boolean isWhole =
                program.length > 0
                        && program.length % Instructions.SIZE == 0
                        && Arrays.equals(content, content(key, program));
        if (!isWhole) {
            throw new IOException(file + " is damaged");
        }
        return program;
    }

    private static byte[] content(FilterKey key, byte[] program) {
        return ByteBuffer.allocate(HEADER_BYTES + program.length)
                .put(MAGIC)
                .put(HexFormat.of().parseHex(key.hex()))
                .put(FilterKey.sha256(program))
                .put(program)
                .array();
    }

    private static byte[] read(Path file) throws IOException {
        try (SeekableByteChannel channel =
                Files.newByteChannel(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer buffer = ByteBuffer.allocate(MAX_FILE_BYTES + 1);
            while (channel.read(buffer) > 0) {
                // until the end, or one byte too many
            }
            if (!buffer.hasRemaining()) {
                throw new IOException(file + " is too large");
            }
            return Arrays.copyOf(buffer.array(), buffer.position());
        }
    }

    /**
     * Checks owner, type, permissions and links.
     *
     * @param mode the only st_mode that is fine; stat(2)
     */
    private void requireOurs(Path path, int mode) throws IOException {
        Map<String, Object> attributes =
                Files.readAttributes(path, "unix:uid,mode,nlink", LinkOption.NOFOLLOW_LINKS);
        boolean isDirectory = mode == 040700;
        boolean isOurs =
                Objects.equals(attributes.get("uid"), uid.getAsInt())
                        && Objects.equals(attributes.get("mode"), mode)
                        && (isDirectory || Objects.equals(attributes.get("nlink"), 1));
        if (!isOurs) {
            throw new IOException(
                    path
                            + " is not a private %s of ours"
                                    .formatted(isDirectory ? "directory" : "file"));
        }
    }

    /**
     * Makes room for one: away with the oldest, and with what a killed engine left half written.
     */
    private void evict() throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(directory)) {
            all.forEach(files::add);
        }
        files.sort(Comparator.comparing(FilterFiles::age));
        for (Path file : files.subList(0, Math.max(0, files.size() - MAX_FILES + 1))) {
            Files.deleteIfExists(file);
        }
    }

    /** Another engine may be evicting too. */
    private static FileTime age(Path file) {
        try {
            return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    private void write(Path file, byte[] content) throws IOException {
        Path temporary = Files.createTempFile(directory, TEMPORARY, "", PRIVATE_FILE);
        try {
            Files.write(temporary, content);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }
}
