package dev.carafe.plan;

import dev.carafe.spec.Config;
import java.util.List;
import java.util.Optional;

/** Annotations of crun that carafe heeds; docs/annotations.md lists them. */
public final class Annotations {
    static final String MOUNT_CONTEXT_TYPE = "run.oci.mount_context_type";
    private static final String KEEP_ORIGINAL_GROUPS = "run.oci.keep_original_groups";
    private static final List<String> CONTEXT_TYPES =
            List.of("context", "fscontext", "defcontext", "rootcontext");

    private Annotations() {}

    /** The names of all that change what carafe does; one that ends with a dot is a prefix. */
    public static List<String> heeded() {
        return List.of("org.systemd.property.", KEEP_ORIGINAL_GROUPS, MOUNT_CONTEXT_TYPE);
    }

    /** Whether the process keeps the groups of the caller. */
    static boolean keepOriginalGroups(Config config) {
        String value = config.annotations().get(KEEP_ORIGINAL_GROUPS);
        return value != null && !value.equals("0");
    }

    /** The mount option that the mount label is given by; empty when it is none. */
    static Optional<String> mountContextType(Config config) {
        return Optional.of(config.annotations().getOrDefault(MOUNT_CONTEXT_TYPE, "context"))
                .filter(CONTEXT_TYPES::contains);
    }
}
