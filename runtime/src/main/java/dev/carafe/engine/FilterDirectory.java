package dev.carafe.engine;

import dev.carafe.seccomp.SystemCallFilters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where compiled system call filters are kept: below the engine directory, where there is one. */
final class FilterDirectory {
    private static final String NAME = "seccomp";

    private FilterDirectory() {}

    /** The filters of this engine. */
    static SystemCallFilters filters() {
        Optional<Path> directory =
                Optional.ofNullable(System.getProperty("carafe.engine.dir"))
                        .map(engine -> Path.of(engine, NAME));
        return SystemCallFilters.cachedIn(directory, FilterDirectory::effectiveUser);
    }

    /** Whose files in procfs are: proc(5). */
    private static int effectiveUser() {
        try {
            return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
