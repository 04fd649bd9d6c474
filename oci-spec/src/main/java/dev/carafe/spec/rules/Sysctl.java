package dev.carafe.spec.rules;

import static dev.carafe.spec.NamespaceType.IPC;
import static dev.carafe.spec.NamespaceType.NETWORK;
import static dev.carafe.spec.NamespaceType.USER;
import static dev.carafe.spec.NamespaceType.UTS;

import dev.carafe.spec.NamespaceType;
import java.util.Optional;
import java.util.Set;

/** Names of kernel parameters, and whose they are. */
public final class Sysctl {

    private static final Set<String> IPC_PARAMETERS =
            Set.of(
                    "kernel.msgmax",
                    "kernel.msgmnb",
                    "kernel.msgmni",
                    "kernel.sem",
                    "kernel.shmall",
                    "kernel.shmmax",
                    "kernel.shmmni",
                    "kernel.shm_rmid_forced");

    private Sysctl() {}

    /** The type of namespace that the parameter belongs to; empty for one of the whole host. */
    public static Optional<NamespaceType> owner(String parameter) {
        String name = dotted(parameter);
        if (IPC_PARAMETERS.contains(name) || name.startsWith("fs.mqueue.")) {
            return Optional.of(IPC);
        }
        if (name.startsWith("net.")) {
            return Optional.of(NETWORK);
        }
        if (name.equals("kernel.domainname")) {
            return Optional.of(UTS);
        }
        return name.startsWith("user.") ? Optional.of(USER) : Optional.empty();
    }

    /**
     * The name in dotted form. As in sysctl(8), the first separator tells whether dots or slashes
     * separate; the other then stands for itself: {@code net/ipv4/conf/eth0.1/x} is {@code
     * net.ipv4.conf.eth0/1.x}.
     */
    public static String dotted(String name) {
        int slash = name.indexOf('/');
        int dot = name.indexOf('.');
        if (slash < 0 || (dot >= 0 && dot < slash)) {
            return name;
        }
        return name.replace('.', '\0').replace('/', '.').replace('\0', '/');
    }
}
