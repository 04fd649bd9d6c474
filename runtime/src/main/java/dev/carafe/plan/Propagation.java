package dev.carafe.plan;

import dev.carafe.spec.RootfsPropagation;
import org.jspecify.annotations.Nullable;

/** {@code MS_*} flags of mount propagation; mount_namespaces(7). */
final class Propagation {
    static final long RECURSIVE = 0x4000;
    static final long UNBINDABLE = 0x20000;
    static final long PRIVATE = 0x40000;
    static final long SLAVE = 0x80000;
    static final long SHARED = 0x100000;

    private Propagation() {}

    /**
     * The propagation of init's mounts while it builds the root. An unbindable mount could not be
     * used for that: it is private until it is the root.
     */
    static long whileBuilding(@Nullable RootfsPropagation propagation) {
        long flags = of(propagation);
        return (flags & UNBINDABLE) == 0 ? flags : PRIVATE | (flags & RECURSIVE);
    }

    /** The flags of {@code linux.rootfsPropagation}; recursively slave when it is absent. */
    static long of(@Nullable RootfsPropagation propagation) {
        if (propagation == null) {
            return SLAVE | RECURSIVE;
        }
        return switch (propagation) {
            case SHARED -> SHARED;
            case RSHARED -> SHARED | RECURSIVE;
            case SLAVE -> SLAVE;
            case RSLAVE -> SLAVE | RECURSIVE;
            case PRIVATE -> PRIVATE;
            case RPRIVATE -> PRIVATE | RECURSIVE;
            case UNBINDABLE -> UNBINDABLE;
            case RUNBINDABLE -> UNBINDABLE | RECURSIVE;
        };
    }
}
