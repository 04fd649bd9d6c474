package dev.carafe.plan;

import dev.carafe.spec.Capability;
import dev.carafe.spec.Linux;
import dev.carafe.spec.NamespaceType;

/**
 * What a configuration may ask for only together with certain namespaces, as far as it depends on
 * the host or is carafe's own choice; dev.carafe.spec.rules has the spec's rules.
 */
final class NamespaceRules {
    private final Context context;
    private final ProgramBuilder program;

    NamespaceRules(Context context) {
        this.context = context;
        this.program = context.program();
    }

    void check() {
        checkUserNamespace();
        checkTimeNamespace();
        if (!context.hasMounts()) {
            checkSharedMounts();
        }
    }

    private void checkUserNamespace() {
        if (context.isRootless() && !context.hasUserNamespace()) {
            program.problem("/linux/namespaces", "without root a container needs a user namespace");
        }
    }

    private void checkTimeNamespace() {
        // The offsets are written before init exists, and so before its user namespace does.
        if (!context.config().linux().timeOffsets().isEmpty()
                && !context.can(Capability.CAP_SYS_ADMIN)
                && context.makes(NamespaceType.USER)) {
            program.problem(
                    "/linux/timeOffsets", "needs root, or a user namespace that exists already");
        }
    }

    /**
     * Mounts in a mount namespace that is not the container's would stay on the host when it is
     * gone, where they cannot be made in a tree of their own.
     */
    private void checkSharedMounts() {
        Linux linux = context.config().linux();
        refuse(!context.config().mounts().isEmpty(), "/mounts");
        refuse(!linux.maskedPaths().isEmpty(), "/linux/maskedPaths");
        refuse(!linux.readonlyPaths().isEmpty(), "/linux/readonlyPaths");
        refuse(linux.rootfsPropagation() != null, "/linux/rootfsPropagation");
        refuse(context.config().root().readonly(), "/root/readonly");
        if (context.config().process() != null) {
            refuse(context.config().process().terminal(), "/process/terminal");
        }
    }

    private void refuse(boolean isAsked, String pointer) {
        if (isAsked) {
            program.problem(
                    pointer,
                    "needs root in no user namespace, or a mount namespace of the container's own");
        }
    }
}
