package dev.carafe.plan;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.ProcessReference;
import dev.carafe.spec.NamespaceType;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What is asked for of a process in a container that is there.
 *
 * @param id the container's id
 * @param bundle absolute path of the bundle
 * @param init the container's process
 * @param joined namespaces in which init is and the client is not
 * @param cgroups those to join
 * @param consoleSocket {@code --console-socket}; the client's own relay when empty
 * @param pidfdSocket {@code --pidfd-socket}
 * @param foreground the client that stays with the process; empty when it leaves
 * @param preservedDescriptors {@code --preserve-fds}
 * @param newKeyring whether the container has a session keyring of its own
 */
public record JoinRequest(
        String id,
        Path bundle,
        ProcessReference init,
        Set<NamespaceType> joined,
        CgroupDirectories cgroups,
        Optional<Path> consoleSocket,
        Optional<Path> pidfdSocket,
        Optional<Foreground> foreground,
        int preservedDescriptors,
        boolean newKeyring)
        implements ProcessRequest {
    public JoinRequest {
        joined = Set.copyOf(joined);
    }

    /** As in runc: what a service manager gave is for the container's first process. */
    @Override
    public ServiceManager serviceManager() {
        return ServiceManager.NONE;
    }

    /** {@code CLONE_NEW*} of the namespaces to join. */
    long joinedFlags() {
        return EnumSet.allOf(NamespaceType.class).stream()
                .filter(joined::contains)
                .mapToLong(type -> Integer.toUnsignedLong(type.cloneFlag()))
                .reduce(0, (all, flag) -> all | flag);
    }
}
