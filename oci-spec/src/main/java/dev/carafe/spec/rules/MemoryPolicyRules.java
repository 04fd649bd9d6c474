package dev.carafe.spec.rules;

import dev.carafe.spec.NumberList;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.tree.At;
import java.util.Set;
import java.util.function.Consumer;

/** Rules for the NUMA memory policy; set_mempolicy(2). */
final class MemoryPolicyRules {

    private static final Set<String> WITHOUT_NODES = Set.of("MPOL_DEFAULT", "MPOL_LOCAL");
    private static final Set<String> WITH_OR_WITHOUT = Set.of("MPOL_PREFERRED");

    private MemoryPolicyRules() {}

    static void check(At policy, Consumer<Problem> problems) {
        String mode = policy.get("mode").text();
        At nodes = policy.get("nodes");
        NumberListRules.check(nodes, NumberList.MAX_NODES, problems);
        if (mode.isEmpty() || WITH_OR_WITHOUT.contains(mode)) {
            return;
        }
        boolean unset = nodes.text().isBlank();
        if (WITHOUT_NODES.contains(mode) && !unset) {
            problems.accept(nodes.problem("must be empty for the mode " + mode));
        }
        if (!WITHOUT_NODES.contains(mode) && unset && !nodes.node().isContainer()) {
            problems.accept(nodes.problem("is required for the mode " + mode));
        }
    }
}
