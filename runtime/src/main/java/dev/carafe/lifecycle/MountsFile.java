package dev.carafe.lifecycle;

import dev.carafe.spec.Mount;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.error.SpecException;
import dev.carafe.spec.read.ConfigReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Collectors;

/** A file with a list of mounts, as {@code mounts} of config.json. */
final class MountsFile {
    private static final String IN_CONFIG = "/mounts";

    private final Path path;
    private final byte[] json;
    private final List<Mount> mounts;

    private MountsFile(Path path, byte[] json, List<Mount> mounts) {
        this.path = path;
        this.json = json;
        this.mounts = mounts;
    }

    /** What it says. */
    List<Mount> mounts() {
        return mounts;
    }

    /**
     * Reads and validates it.
     *
     * @throws RequestException with everything that is wrong with it
     */
    static MountsFile read(Path path) {
        try {
            if (!Files.readAttributes(path, BasicFileAttributes.class).isRegularFile()) {
                // Opening a FIFO would wait for a writer, and nothing ends that wait.
                throw new RequestException("%s: not a regular file".formatted(path));
            }
            try (InputStream in = Files.newInputStream(path)) {
                byte[] json = in.readNBytes(ConfigReader.MAX_BYTES + 1);
                if (json.length > ConfigReader.MAX_BYTES) {
                    throw new RequestException(
                            "%s: larger than %d bytes".formatted(path, ConfigReader.MAX_BYTES));
                }
                return new MountsFile(path, json, ConfigReader.readMounts(json, path.toString()));
            }
        } catch (SpecException e) {
            throw new RequestException(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How messages begin that are about a property; the pointer is into a whole config.json. */
    String place(String pointer) {
        if (pointer.isEmpty()) {
            return "";
        }
        String own =
                pointer.startsWith(IN_CONFIG) ? pointer.substring(IN_CONFIG.length()) : pointer;
        try {
            return "%s line %d: %s: ".formatted(path, ConfigReader.lineOf(json, own), own);
        } catch (SpecException e) {
            throw new IllegalStateException("it was JSON when it was read", e);
        }
    }

    /** All problems as one line of text. */
    String describe(List<Problem> problems) {
        return problems.stream()
                .map(p -> place(p.pointer()) + p.message())
                .collect(Collectors.joining("; "));
    }
}
