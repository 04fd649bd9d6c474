package dev.carafe.spec;

import static java.util.Objects.requireNonNull;

/**
 * The root filesystem; config.md, "Root".
 *
 * @param path absolute, or relative to the bundle
 * @param readonly whether the root filesystem is read-only inside the container
 */
public record Root(String path, boolean readonly) {
    public Root {
        requireNonNull(path, "path is null");
    }
}
