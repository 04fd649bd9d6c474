package dev.carafe.lifecycle;

import dev.carafe.spec.error.SpecException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/** The configuration that a container was made from. */
final class StoredConfig {
    private StoredConfig() {}

    /**
     * Reads what was kept of it; where nothing was, the bundle's config.json, which must still be
     * the same: a container is not to be entered with less confinement than it was made with.
     *
     * @throws RequestException when it is another by now
     */
    static Bundle read(ContainerRecord container, ConfigCache configs) {
        Path bundle = Path.of(container.stored().bundle());
        ConfigText text =
                container
                        .directory()
                        .config()
                        .map(bytes -> new ConfigText(container.stored().config(), bytes))
                        .or(() -> unchanged(container, bundle))
                        .orElseThrow(() ->
                                new RequestException(
                                        "%s: is not what the container was made from any more"
                                                .formatted(
                                                        bundle.resolve(
                                                                container.stored().config()))));
        try {
            ConfigCache.Known known = configs.read(text);
            return new Bundle(bundle, known.config(), known.text());
        } catch (SpecException e) {
            throw new BundleException(bundle, text, e);
        }
    }

    private static Optional<ConfigText> unchanged(ContainerRecord container, Path bundle) {
        try {
            return Optional.of(ConfigText.read(bundle, container.stored().config()))
                    .filter(text -> text.digest().equals(container.stored().configDigest()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
