package dev.carafe.lifecycle;

import dev.carafe.linux.Errno;
import dev.carafe.spec.Config;
import dev.carafe.spec.error.SpecException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A bundle whose config.json was read once: what is validated is what is done.
 *
 * @param directory its real path
 * @param config what config.json says
 * @param text config.json as it is written
 */
record Bundle(Path directory, Config config, ConfigText text) {
    /**
     * Reads and validates a bundle's config.json.
     *
     * @param name of the configuration: config.json, or an absolute path
     * @param configs knows those that were read before
     * @throws BundleException with everything that is wrong with it
     */
    static Bundle read(Path given, String name, ConfigCache configs) {
        Path directory = realPath(given);
        try {
            ConfigText text = ConfigText.read(directory, name);
            try {
                ConfigCache.Known known = configs.read(text);
                return new Bundle(directory, known.config(), known.text());
            } catch (SpecException e) {
                throw new BundleException(directory, text, e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Absolute path of the root filesystem. */
    Path rootfs() {
        return directory.resolve(config.root().path()).normalize();
    }

    /** Where a property is; nowhere for no property. */
    ErrorPlace at(String pointer) {
        return text.at(pointer, directory);
    }

    /** How messages begin that are about a property; empty for no property. */
    String place(String pointer) {
        return text.place(pointer);
    }

    private static Path realPath(Path given) {
        try {
            Path directory = given.toRealPath();
            if (!Files.isDirectory(directory)) {
                throw new RequestException("bundle %s: not a directory (ENOTDIR)".formatted(given));
            }
            return directory;
        } catch (IOException e) {
            throw new RequestException(
                    "bundle %s: %s"
                            .formatted(
                                    given,
                                    Errno.of(e).map(Errno::describe).orElse(e.getMessage())));
        }
    }
}
