package dev.carafe.spec.rules;

import static dev.carafe.spec.NamespaceType.IPC;
import static dev.carafe.spec.NamespaceType.NETWORK;
import static dev.carafe.spec.NamespaceType.USER;
import static dev.carafe.spec.NamespaceType.UTS;

import dev.carafe.spec.NamespaceType;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.tree.At;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which kernel parameters a container may set: those that belong to a namespace that is not the
 * runtime's. Whether a network namespace joined by path is the host's own, only the host can tell.
 */
final class SysctlRules {

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

    private SysctlRules() {}

    static void check(At sysctl, Namespaces namespaces, Consumer<Problem> problems) {
        for (At parameter : sysctl.properties()) {
            String name = dotted(parameter.name());
            if (!isPath(name)) {
                problems.accept(parameter.problem("is not the name of a kernel parameter"));
            } else if (name.equals("kernel.hostname")) {
                problems.accept(parameter.problem("is set by /hostname, not by a sysctl"));
            } else {
                owner(name)
                        .ifPresentOrElse(
                                type -> needs(type, parameter, namespaces, problems),
                                () ->
                                        problems.accept(
                                                parameter.problem(
                                                        "belongs to no namespace: it would change"
                                                                + " the host")));
            }
        }
    }

    private static void needs(
            NamespaceType type, At parameter, Namespaces namespaces, Consumer<Problem> problems) {
        if (!namespaces.has(type)) {
            problems.accept(
                    parameter.problem(
                            "needs a %s namespace in /linux/namespaces: it would change the host"
                                    .formatted(type.json())));
        }
    }

    private static Optional<NamespaceType> owner(String name) {
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
    static String dotted(String name) {
        int slash = name.indexOf('/');
        int dot = name.indexOf('.');
        if (slash < 0 || (dot >= 0 && dot < slash)) {
            return name;
        }
        return name.replace('.', '\0').replace('/', '.').replace('\0', '/');
    }

    /** Whether every part is a plain file name, so that the path cannot leave /proc/sys. */
    private static boolean isPath(String dotted) {
        return List.of(dotted.split("\\.", -1)).stream()
                .map(part -> part.replace('/', '.'))
                .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    }
}
