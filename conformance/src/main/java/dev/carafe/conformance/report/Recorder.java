package dev.carafe.conformance.report;

import dev.carafe.conformance.report.Outcome.Status;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** Collects outcomes while the tests run, and prints each as a line of TAP. */
public final class Recorder implements TestExecutionListener {

    /** What the harness says of a test that left something; its message begins with it. */
    public static final String LEFT_BEHIND = "the test left behind: ";

    private final List<Outcome> outcomes = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Long> startedNanos = new ConcurrentHashMap<>();
    private final ReasonList expectedFailures;
    private final List<String> deniedCalls;
    private final Tap tap;

    /**
     * Prints to a TAP stream; failures on the list count as known, and so do those that name a
     * system call which is denied, unless something was left behind.
     */
    public Recorder(Tap tap, ReasonList expectedFailures, List<String> deniedCalls) {
        this.deniedCalls = List.copyOf(deniedCalls);
        this.tap = tap;
        this.expectedFailures = expectedFailures;
    }

    /** What happened so far, in order of the tests' ends. */
    public List<Outcome> outcomes() {
        synchronized (outcomes) {
            return List.copyOf(outcomes);
        }
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        startedNanos.put(test.getUniqueId(), System.nanoTime());
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        add(outcome(test, Status.SKIPPED, reason, null));
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        Throwable cause = result.getThrowable().orElse(null);
        String message = cause == null ? "" : String.valueOf(cause.getMessage());
        switch (result.getStatus()) {
            case SUCCESSFUL -> {
                if (test.isTest()) {
                    add(outcome(test, Status.PASSED, "", null));
                }
            }
            case ABORTED -> add(outcome(test, Status.SKIPPED, skipReason(message), null));
            case FAILED -> add(failure(test, message, cause));
        }
    }

    private Outcome failure(TestIdentifier test, String message, @Nullable Throwable cause) {
        Outcome failed = outcome(test, Status.FAILED, firstLine(message), cause);
        return expectedFailures
                .reasonFor(failed.name())
                .or(() -> deniedCallOf(failed))
                .map(reason -> outcome(test, Status.KNOWN_FAILURE, reason, cause))
                .orElse(failed);
    }

    /** Why a failure is one of the call that is denied. */
    private Optional<String> deniedCallOf(Outcome failed) {
        if (failed.details().contains(LEFT_BEHIND)) {
            return Optional.empty();
        }
        return deniedCalls.stream()
                .filter(call ->
                        failed.details().contains(call + ":")
                                || failed.details().contains(call + " "))
                .map(call -> "the error names " + call)
                .findFirst();
    }

    private void add(Outcome outcome) {
        synchronized (outcomes) {
            outcomes.add(outcome);
            tap.print(outcomes.size(), outcome);
        }
    }

    private Outcome outcome(
            TestIdentifier test, Status status, String reason, @Nullable Throwable cause) {
        long started = startedNanos.getOrDefault(test.getUniqueId(), System.nanoTime());
        double seconds = (System.nanoTime() - started) / 1e9;
        String group = "suite";
        String behaviour = test.getDisplayName();
        if (test.getSource().orElse(null) instanceof MethodSource method) {
            group = group(method.getClassName());
            String shown = test.getDisplayName();
            behaviour = method.getMethodName() + (shown.startsWith("[") ? " " + shown : "");
        } else if (test.getSource().orElse(null) instanceof ClassSource type) {
            group = group(type.getClassName());
        }
        return new Outcome(group, behaviour, status, seconds, reason, trace(cause));
    }

    private static String group(String className) {
        int last = className.lastIndexOf('.');
        return className.substring(className.lastIndexOf('.', last - 1) + 1);
    }

    private static String skipReason(String message) {
        return message.replaceFirst("^Assumption failed: ", "");
    }

    private static String firstLine(String message) {
        return message.strip().lines().limit(1).reduce("", String::concat);
    }

    private static String trace(@Nullable Throwable cause) {
        if (cause == null) {
            return "";
        }
        StringWriter text = new StringWriter();
        cause.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
