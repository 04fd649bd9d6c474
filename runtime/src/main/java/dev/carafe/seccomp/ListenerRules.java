package dev.carafe.seccomp;

import dev.carafe.spec.error.Problem;
import dev.carafe.spec.seccomp.Seccomp;
import dev.carafe.spec.seccomp.SeccompRule;
import java.util.List;
import java.util.function.Consumer;

/**
 * What must hold for a profile with {@code SCMP_ACT_NOTIFY}: somebody gets the listener, and init
 * can hand it over, which it does with one sendmsg(2) under the filter.
 */
final class ListenerRules {
    private static final String HANDOVER = "sendmsg";

    private final Seccomp profile;
    private final Consumer<Problem> problems;

    private ListenerRules(Seccomp profile, Consumer<Problem> problems) {
        this.profile = profile;
        this.problems = problems;
    }

    /** Whether some call waits for a supervisor. */
    static boolean notifies(Seccomp profile) {
        return isNotify(profile.defaultAction())
                || profile.syscalls().stream().anyMatch(rule -> isNotify(rule.action()));
    }

    /** Reports what stands in the way of the listener. */
    static void check(Seccomp profile, Consumer<Problem> problems) {
        if (notifies(profile)) {
            new ListenerRules(profile, problems).check();
        }
    }

    private void check() {
        if (isNotify(profile.defaultAction())) {
            problem("/defaultAction", "SCMP_ACT_NOTIFY cannot be used as default action");
            return;
        }
        if (profile.listenerPath() == null) {
            problem(
                    "/listenerPath",
                    "is required with SCMP_ACT_NOTIFY: seccomp listenerPath is not set");
        }
        boolean letThrough = Action.valueOf(profile.defaultAction()).letsThrough();
        for (int i = 0; i < profile.syscalls().size(); i++) {
            SeccompRule rule = profile.syscalls().get(i);
            int name = rule.names().indexOf(HANDOVER);
            if (name < 0) {
                continue;
            }
            Action action = Action.valueOf(rule.action());
            if (isPassing(action)) {
                letThrough |= rule.args().isEmpty();
            } else {
                problem(
                        "/syscalls/%d/names/%d".formatted(i, name),
                        "%s cannot be used for the sendmsg syscall beside SCMP_ACT_NOTIFY"
                                        .formatted(rule.action())
                                + ": init hands the listener over with it");
                return;
            }
        }
        if (!letThrough) {
            problem(
                    "/syscalls",
                    "must allow sendmsg beside SCMP_ACT_NOTIFY: init hands the listener over with"
                            + " it");
        }
    }

    /** A tracer is not there yet when init hands the listener over. */
    private static boolean isPassing(Action action) {
        return List.of(Action.SCMP_ACT_ALLOW, Action.SCMP_ACT_LOG).contains(action);
    }

    private static boolean isNotify(String action) {
        return action.equals(Action.SCMP_ACT_NOTIFY.name());
    }

    private void problem(String pointer, String message) {
        problems.accept(new Problem("/linux/seccomp" + pointer, message));
    }
}
