package dev.carafe.plan;

/**
 * A copy of mounts that the client has made. It still is a peer of the host's mounts, while init's
 * are not any more: what the container mounted on it would be mounted on the host.
 */
final class ClientTree {
    private ClientTree() {}

    /**
     * Gives the copy the propagation of init's mounts.
     *
     * @param slot the copy
     */
    static void isolate(Context context, int slot, String pointer) {
        long type = type(context);
        if (type == Propagation.SHARED && context.hasUserNamespace()) {
            // As the kernel does it for a mount namespace of a less privileged owner: it may see
            // what the host mounts, not the other way round; mount_namespaces(7).
            set(context, slot, Propagation.SLAVE, pointer);
        }
        set(context, slot, type, pointer);
    }

    /** The same for what is to be the root: pivot_root(2) refuses a shared mount, as it is then. */
    static void isolateRoot(Context context, int slot, String pointer) {
        long type = type(context);
        set(context, slot, type == Propagation.SHARED ? Propagation.SLAVE : type, pointer);
    }

    private static long type(Context context) {
        return Propagation.whileBuilding(context.config().linux().rootfsPropagation())
                & ~Propagation.RECURSIVE;
    }

    private static void set(Context context, int slot, long propagation, String pointer) {
        context.program()
                .init(
                        new MountOperation.SetMountAttributes(slot, 0, 0, propagation, true),
                        pointer);
    }
}
