package dev.carafe.spec;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One mount beyond the root; config.md, "Mounts".
 *
 * @param destination path inside the container; a relative one (deprecated) is relative to {@code
 *     /}
 * @param type filesystem type; a dummy for bind mounts
 * @param source device name, or for bind mounts a path, absolute or relative to the bundle
 * @param options mount(8) options, and those of the spec's table
 * @param uidMappings mapping of user ids from the source to the destination
 * @param gidMappings mapping of group ids from the source to the destination
 */
public record Mount(
        String destination,
        @Nullable String type,
        @Nullable String source,
        List<String> options,
        List<IdMapping> uidMappings,
        List<IdMapping> gidMappings) {
    public Mount {
        requireNonNull(destination, "destination is null");
        options = List.copyOf(options);
        uidMappings = List.copyOf(uidMappings);
        gidMappings = List.copyOf(gidMappings);
    }

    /** Whether this is a bind mount: the options have {@code bind} or {@code rbind}. */
    public boolean isBind() {
        return options.contains("bind") || options.contains("rbind");
    }
}
