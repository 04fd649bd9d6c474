package dev.carafe.lifecycle;

import dev.carafe.spec.Hook;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Runs the hooks of the runtime namespace, by the client, in the order of config.json.
 *
 * @param client runs them
 * @param diagnostics told of failures that do not count
 * @param places how messages begin that are about the property of a JSON pointer
 */
record HookRunner(Client client, Diagnostics diagnostics, UnaryOperator<String> places) {
    /**
     * Runs hooks whose failure is the operation's.
     *
     * @param kind name of the list in config.json
     * @param state the container's state, JSON
     * @throws HookException when one fails; those after it are not run
     */
    void run(String kind, List<Hook> hooks, byte[] state) {
        for (int i = 0; i < hooks.size(); i++) {
            HookOutcome outcome = run(hooks.get(i), state);
            if (!succeeded(outcome)) {
                throw new HookException(failure(kind, i, hooks.get(i), outcome));
            }
        }
    }

    /** Runs hooks of which all are tried: a failure is logged as a warning. */
    void runAll(String kind, List<Hook> hooks, byte[] state) {
        for (int i = 0; i < hooks.size(); i++) {
            HookOutcome outcome = run(hooks.get(i), state);
            if (!succeeded(outcome)) {
                diagnostics.warn(failure(kind, i, hooks.get(i), outcome));
            }
        }
    }

    private HookOutcome run(Hook hook, byte[] state) {
        List<String> argv = hook.args().isEmpty() ? List.of(hook.path()) : hook.args();
        Integer seconds = hook.timeoutSeconds();
        Duration timeout = seconds == null ? Duration.ZERO : Duration.ofSeconds(seconds);
        return client.runHook(hook.path(), argv, hook.env(), timeout, state);
    }

    private static boolean succeeded(HookOutcome outcome) {
        return outcome.number() == 0
                && (outcome.kind() == LaunchFailure.Kind.EXIT
                        || outcome.kind() == LaunchFailure.Kind.ERRNO);
    }

    private String failure(String kind, int index, Hook hook, HookOutcome outcome) {
        return places.apply("/hooks/" + kind + "/" + index)
                + "error running %s hook #%d: %s: %s"
                        .formatted(
                                kind,
                                index,
                                hook.path(),
                                FailureText.reason(
                                        outcome.kind(), outcome.number(), outcome.output()));
    }
}
