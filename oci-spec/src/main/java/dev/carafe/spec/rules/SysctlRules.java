package dev.carafe.spec.rules;

import dev.carafe.spec.NamespaceType;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.tree.At;
import java.util.List;
import java.util.function.Consumer;

/**
 * Which kernel parameters a container may set: those that belong to a namespace that is not the
 * runtime's. Whether a network namespace joined by path is the host's own, only the host can tell.
 */
final class SysctlRules {

    private SysctlRules() {}

    static void check(At sysctl, Namespaces namespaces, Consumer<Problem> problems) {
        for (At parameter : sysctl.properties()) {
            String name = Sysctl.dotted(parameter.name());
            if (!isPath(name)) {
                problems.accept(parameter.problem("is not the name of a kernel parameter"));
            } else if (name.equals("kernel.hostname")) {
                problems.accept(parameter.problem("is set by /hostname, not by a sysctl"));
            } else {
                Sysctl.owner(name)
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

    /** Whether every part is a plain file name, so that the path cannot leave /proc/sys. */
    private static boolean isPath(String dotted) {
        return List.of(dotted.split("\\.", -1)).stream()
                .map(part -> part.replace('/', '.'))
                .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    }
}
