package dev.carafe.spec.rules;

import static dev.carafe.spec.NamespaceType.MOUNT;
import static dev.carafe.spec.NamespaceType.TIME;
import static dev.carafe.spec.NamespaceType.USER;

import dev.carafe.spec.error.Problem;
import dev.carafe.spec.tree.At;
import java.util.List;
import java.util.function.Consumer;

/**
 * What needs a namespace of the container's own.
 *
 * <p>A user namespace joined by path together with mappings is let through, as in runc, because
 * CRI-O and containerd write both; whether they agree only the host can tell.
 */
final class NamespaceRules {

    private NamespaceRules() {}

    static void check(At linux, Namespaces namespaces, Consumer<Problem> problems) {
        for (String property : List.of("uidMappings", "gidMappings")) {
            mappings(linux.get(property), namespaces, problems);
        }
        for (String property : List.of("maskedPaths", "readonlyPaths")) {
            At paths = linux.get(property);
            if (!paths.items().isEmpty() && !namespaces.has(MOUNT)) {
                problems.accept(
                        paths.problem(
                                "needs a mount namespace in /linux/namespaces: it would change the"
                                        + " host's own mounts"));
            }
        }
        timeOffsets(linux.get("timeOffsets"), namespaces, problems);
    }

    private static void mappings(At mappings, Namespaces namespaces, Consumer<Problem> problems) {
        boolean empty = mappings.items().isEmpty();
        if (empty && namespaces.makes(USER)) {
            problems.accept(mappings.problem("is required for a new user namespace"));
        }
        if (!empty && !namespaces.has(USER)) {
            problems.accept(mappings.problem("needs a user namespace in /linux/namespaces"));
        }
        IdMappingRules.check(mappings, problems);
    }

    private static void timeOffsets(At offsets, Namespaces namespaces, Consumer<Problem> problems) {
        if (offsets.properties().isEmpty()) {
            return;
        }
        if (!namespaces.has(TIME)) {
            problems.accept(offsets.problem("needs a time namespace in /linux/namespaces"));
        } else if (namespaces.joins(TIME)) {
            problems.accept(
                    offsets.problem("cannot be set for a time namespace that is joined by path"));
        }
    }
}
