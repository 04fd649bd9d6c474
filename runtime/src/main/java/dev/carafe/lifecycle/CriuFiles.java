package dev.carafe.lifecycle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The files of a checkpoint beside those that are criu's alone. */
final class CriuFiles {
    /** What init's standard streams were: criu is given pipes for those that were pipes. */
    static final String DESCRIPTORS = "descriptors.json";

    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private CriuFiles() {}

    /** Makes a directory, and those above it, where there is none. */
    static void makeDirectory(Path directory, String flag) {
        try {
            Files.createDirectories(directory, PRIVATE);
        } catch (FileAlreadyExistsException e) {
            throw new RequestException(
                    "%s %s: not a directory (ENOTDIR)".formatted(flag, directory));
        } catch (IOException e) {
            throw new UncheckedIOException(flag, e);
        }
    }

    /** Refuses a path that is no directory. */
    static void requireDirectory(Path directory, String flag) {
        if (!Files.isDirectory(directory)) {
            throw new RequestException(
                    Files.exists(directory)
                            ? "%s %s: not a directory (ENOTDIR)".formatted(flag, directory)
                            : "%s %s: no such file or directory (ENOENT)"
                                    .formatted(flag, directory));
        }
    }

    /** criu's own configuration file: for those who come from runc, theirs. */
    static String configFile() {
        Path own = Path.of("/etc/criu/carafe.conf");
        return Files.exists(own) ? own.toString() : "/etc/criu/runc.conf";
    }
}
