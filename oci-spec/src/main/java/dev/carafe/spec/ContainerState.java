package dev.carafe.spec;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of a container as the {@code state} operation prints it and hooks get it; runtime.md,
 * "State".
 *
 * @param ociVersion version of the runtime-spec that the state complies with
 * @param id the container's id
 * @param status where in its lifecycle the container is
 * @param pid of the container's process, as the runtime sees it; absent when there is none
 * @param bundle absolute path of the bundle directory
 * @param annotations those of config.json
 */
public record ContainerState(
        String ociVersion,
        String id,
        Status status,
        @Nullable Integer pid,
        String bundle,
        Map<String, String> annotations) {
    public ContainerState {
        requireNonNull(ociVersion, "ociVersion is null");
        requireNonNull(id, "id is null");
        requireNonNull(status, "status is null");
        requireNonNull(bundle, "bundle is null");
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    /**
     * Where in its lifecycle a container is; {@code PAUSED} is an extension that every engine
     * knows.
     */
    public enum Status {
        CREATING,
        CREATED,
        RUNNING,
        PAUSED,
        STOPPED;

        /** The word in JSON. */
        public String json() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
