package dev.carafe.spec;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A namespace that the container has for itself or joins; config-linux.md, "Namespaces".
 *
 * @param type its type
 * @param path absolute path of a namespace to join; a new one is made when absent
 */
public record Namespace(NamespaceType type, @Nullable String path) {
    public Namespace {
        requireNonNull(type, "type is null");
    }

    /** Whether the namespace is to be made, rather than joined. */
    public boolean isNew() {
        return path == null;
    }
}
