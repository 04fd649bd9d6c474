package dev.carafe.spec.rules;

import dev.carafe.spec.NamespaceType;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.tree.At;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Rules for mounts; config.md, "Mounts".
 *
 * <p>Mounts without a mount namespace are let through, as the spec and runc do.
 */
public final class MountRules {

    private static final Set<String> IDMAP_OPTIONS = Set.of("idmap", "ridmap");

    private MountRules() {}

    static void check(At root, Namespaces namespaces, Consumer<Problem> problems) {
        At mounts = root.get("mounts");
        check(mounts, problems);
        for (At mount : mounts.items()) {
            At uids = mount.get("uidMappings");
            if (uids.items().isEmpty() && !namespaces.has(NamespaceType.USER)) {
                idmapWithoutMappings(mount, problems);
            }
        }
    }

    /**
     * Reports everything that is wrong with a list of mounts, whatever container it is for.
     *
     * @param mounts the list
     * @param problems gets each problem
     */
    public static void check(At mounts, Consumer<Problem> problems) {
        for (At mount : mounts.items()) {
            At uids = mount.get("uidMappings");
            At gids = mount.get("gidMappings");
            IdMappingRules.check(uids, problems);
            IdMappingRules.check(gids, problems);
            if (uids.items().isEmpty() != gids.items().isEmpty()) {
                At missing = uids.items().isEmpty() ? uids : gids;
                problems.accept(
                        missing.problem("is required: both kinds of ids must be mapped, or none"));
            }
        }
    }

    private static void idmapWithoutMappings(At mount, Consumer<Problem> problems) {
        for (At option : mount.get("options").items()) {
            if (IDMAP_OPTIONS.contains(option.text())) {
                problems.accept(
                        option.problem(
                                "needs uidMappings and gidMappings, since the container has no user"
                                        + " namespace"));
            }
        }
    }
}
