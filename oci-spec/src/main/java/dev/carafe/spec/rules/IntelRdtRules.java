package dev.carafe.spec.rules;

import dev.carafe.spec.error.Problem;
import dev.carafe.spec.tree.At;
import java.util.Set;
import java.util.function.Consumer;

/** Rules for the names of resctrl groups. */
final class IntelRdtRules {

    private static final String ROOT_GROUP = "/";

    /** What a resctrl file system has at its root beside groups. */
    private static final Set<String> RESERVED = Set.of(".", "..", "info", "mon_groups", "mon_data");

    private IntelRdtRules() {}

    static void check(At intelRdt, Consumer<Problem> problems) {
        At closId = intelRdt.get("closID");
        String name = closId.text();
        if (!name.equals(ROOT_GROUP) && (name.contains("/") || RESERVED.contains(name))) {
            problems.accept(closId.problem("is neither / nor the name of a resctrl group"));
        }
    }
}
