package dev.carafe.lifecycle;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the caller of create or run asks for.
 *
 * @param id a name for the container
 * @param bundle the bundle's directory
 * @param config name of its configuration: {@link #CONFIG}, or the absolute path that {@code
 *     --config} means
 * @param consoleSocket {@code --console-socket}
 * @param pidfdSocket {@code --pidfd-socket}
 * @param pidFile {@code --pid-file}
 * @param preservedDescriptors {@code --preserve-fds}
 * @param pivot false with {@code --no-pivot}
 * @param newKeyring false with {@code --no-new-keyring}
 */
public record CreateRequest(
        String id,
        Path bundle,
        String config,
        Optional<Path> consoleSocket,
        Optional<Path> pidfdSocket,
        Optional<Path> pidFile,
        int preservedDescriptors,
        boolean pivot,
        boolean newKeyring) {
    /** The name of a bundle's configuration. */
    public static final String CONFIG = ConfigText.CONFIG;

    public CreateRequest {
        requireNonNull(id, "id is null");
        requireNonNull(bundle, "bundle is null");
        requireNonNull(config, "config is null");
    }
}
