package dev.carafe.seccomp;

import dev.carafe.linux.LibSeccomp;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.error.UnsupportedConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * libseccomp, loaded when something has to be compiled and not before: that costs a cold JVM more
 * than reading what an earlier one compiled.
 */
final class Library {
    private final Supplier<Optional<Path>> installed;
    private final Function<String, LibSeccomp> loader;
    private @Nullable LibSeccomp loaded;
    private @Nullable String identity;

    /** The system's library. */
    Library() {
        this(LibSeccomp::installed, LibSeccomp::load);
    }

    /**
     * A library of which tests say where it is.
     *
     * @param installed where it is, if that is known
     * @param loader loads it by its path or its name
     */
    Library(Supplier<Optional<Path>> installed, Function<String, LibSeccomp> loader) {
        this.installed = installed;
        this.loader = loader;
    }

    /**
     * What tells this library from any other: its file's name, which has the version in it, size
     * and time; its version where the file is not known.
     *
     * @throws UnsupportedConfigException when there is no library
     */
    String identity() throws UnsupportedConfigException {
        String known = identity;
        if (known == null) {
            Optional<Path> file = installed.get();
            known =
                    file.isPresent()
                            ? describe(file.get())
                            : LibSeccomp.NAME + " " + load().version();
            identity = known;
        }
        return known;
    }

    /**
     * The library.
     *
     * @throws UnsupportedConfigException when there is none
     */
    LibSeccomp load() throws UnsupportedConfigException {
        LibSeccomp library = loaded;
        if (library == null) {
            try {
                library = loader.apply(installed.get().map(Path::toString).orElse(LibSeccomp.NAME));
            } catch (UnsatisfiedLinkError e) {
                throw new UnsupportedConfigException(
                        "config.json",
                        List.of(
                                new Problem(
                                        "/linux/seccomp",
                                        "needs %s: install libseccomp2 (Debian, Ubuntu, openSUSE) or libseccomp (%s)"
                                                .formatted(LibSeccomp.NAME, e.getMessage()))));
            }
            loaded = library;
        }
        return library;
    }

    private static String describe(Path file) {
        try {
            return "%s %d %s"
                    .formatted(file, Files.size(file), Files.getLastModifiedTime(file).toInstant());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
