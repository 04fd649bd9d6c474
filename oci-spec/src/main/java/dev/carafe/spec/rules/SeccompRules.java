package dev.carafe.spec.rules;

import dev.carafe.spec.error.Problem;
import dev.carafe.spec.tree.At;
import java.util.Set;
import java.util.function.Consumer;

/** Rules for the system call filter; config-linux.md, "Seccomp". */
final class SeccompRules {

    private static final Set<String> ACTIONS_WITH_ERRNO =
            Set.of("SCMP_ACT_ERRNO", "SCMP_ACT_TRACE");

    /** One below the kernel's own MAX_ERRNO; libseccomp takes no higher one. */
    private static final long MAX_ERRNO = 4094;

    /** What a tracer is told has 16 bits. */
    private static final long MAX_MESSAGE = 0xffff;

    /** libseccomp looks through all of them for each; the kernel takes 4096 instructions. */
    private static final int MAX_NAMES = 10_000;

    private SeccompRules() {}

    static void check(At seccomp, Consumer<Problem> problems) {
        errno(seccomp.get("defaultAction"), seccomp.get("defaultErrnoRet"), problems);
        At rules = seccomp.get("syscalls");
        int names = rules.items().stream().mapToInt(rule -> rule.get("names").node().size()).sum();
        if (names > MAX_NAMES) {
            problems.accept(
                    rules.problem("has more than " + MAX_NAMES + " names of system calls in it"));
        }
        for (At rule : rules.items()) {
            errno(rule.get("action"), rule.get("errnoRet"), problems);
        }
        At metadata = seccomp.get("listenerMetadata");
        if (!metadata.text().isEmpty() && seccomp.get("listenerPath").text().isEmpty()) {
            problems.accept(metadata.problem("is without meaning unless listenerPath is set"));
        }
    }

    private static void errno(At action, At errno, Consumer<Problem> problems) {
        if (errno.exists() && !ACTIONS_WITH_ERRNO.contains(action.text())) {
            problems.accept(errno.problem("cannot be given for the action " + action.text()));
            return;
        }
        long max = action.text().equals("SCMP_ACT_ERRNO") ? MAX_ERRNO : MAX_MESSAGE;
        if (errno.number().orElse(0) > max) {
            problems.accept(errno.problem("is more than " + max + ", the highest that there is"));
        }
    }
}
