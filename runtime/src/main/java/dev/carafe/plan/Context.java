package dev.carafe.plan;

import dev.carafe.linux.HostFacts;
import dev.carafe.spec.Capability;
import dev.carafe.spec.Config;
import dev.carafe.spec.NamespaceType;

/**
 * What each part of the compiler works on.
 *
 * @param config the bundle's configuration
 * @param request what the caller asked for
 * @param facts what the host is like
 * @param program where the steps go
 */
record Context(Config config, ProcessRequest request, HostFacts facts, ProgramBuilder program) {

    /** Whether the container has a namespace of that type, made or joined. */
    boolean has(NamespaceType type) {
        return config.linux().has(type);
    }

    /** Whether a namespace of that type is made for the container. */
    boolean makes(NamespaceType type) {
        return config.linux().namespace(type).filter(n -> n.isNew()).isPresent();
    }

    /** Whether the container is put into a namespace of that type that is there already. */
    boolean joins(NamespaceType type) {
        return has(type) && !makes(type);
    }

    /** Whether the container's ids are not the caller's. */
    boolean hasUserNamespace() {
        return has(NamespaceType.USER);
    }

    /** Whether the caller is not root, so that most of what it does needs a user namespace. */
    boolean isRootless() {
        return facts.uid() != 0;
    }

    /** Whether the caller has the capability, in its own user namespace. */
    boolean can(Capability capability) {
        return (facts.effectiveCapabilities() & 1L << capability.number()) != 0;
    }

    /**
     * Whether the client may copy mounts of its own mount namespace. In a user namespace below the
     * initial one the mount namespace may be somebody else's; init, in a mount namespace of its
     * own, may in either case.
     */
    boolean clientOpensTrees() {
        return can(Capability.CAP_SYS_ADMIN) && !facts.inUserNamespace();
    }

    /**
     * Whether the container is in the mount namespace of the runtime, and has its mounts all the
     * same: they are made in a namespace of their own, and a detached copy of them is its root. So
     * nobody else sees them, and they are gone with the last process that has that root.
     */
    boolean mountsDetached() {
        // Init of a user namespace could not go back to the runtime's mount namespace.
        return !has(NamespaceType.MOUNT) && !hasUserNamespace() && clientOpensTrees();
    }

    /** Whether there may be mounts. */
    boolean hasMounts() {
        return has(NamespaceType.MOUNT) || mountsDetached();
    }

    /** The phase in which mount sources are opened. */
    Phase sourcePhase() {
        return clientOpensTrees() ? Phase.HOST : Phase.INIT;
    }

    /** Whether device nodes can be made, or must be bound from the host: mknod(2). */
    boolean canMakeDevices() {
        return !hasUserNamespace() && !facts.inUserNamespace() && can(Capability.CAP_MKNOD);
    }
}
