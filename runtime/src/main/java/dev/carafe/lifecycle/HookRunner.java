package dev.carafe.lifecycle;

import dev.carafe.spec.Hook;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * Runs the hooks of the runtime namespace, by the client, in the order of config.json.
 *
 * @param client runs them
 * @param diagnostics told of failures that do not count
 * @param places where in config.json the property of a JSON pointer is
 */
record HookRunner(Client client, Diagnostics diagnostics, Function<String, ErrorPlace> places) {
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
                throw new HookException(
                        failure(kind, i, hooks.get(i), outcome), detail(kind, i, outcome));
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

    private ErrorPlace place(String kind, int index) {
        return places.apply("/hooks/" + kind + "/" + index);
    }

    private ErrorDetail detail(String kind, int index, HookOutcome outcome) {
        return ErrorDetail.of(
                        new LaunchFailure(-1, outcome.kind(), outcome.number(), outcome.output()))
                .at(place(kind, index));
    }

    private String failure(String kind, int index, Hook hook, HookOutcome outcome) {
        return place(kind, index).prefix()
                + "error running %s hook #%d: %s: %s"
                        .formatted(
                                kind,
                                index,
                                hook.path(),
                                FailureText.reason(
                                        outcome.kind(), outcome.number(), outcome.output()));
    }
}
