package dev.carafe.lifecycle;

import dev.carafe.linux.Errno;
import dev.carafe.linux.Signals;
import dev.carafe.plan.CloneOperation;
import dev.carafe.plan.Operation;
import dev.carafe.plan.OperationType;
import dev.carafe.plan.ProcessOperation;
import dev.carafe.plan.Program;
import dev.carafe.plan.Step;
import dev.carafe.spec.RlimitType;
import dev.carafe.spec.resources.Memory;
import dev.carafe.spec.resources.Resources;
import java.util.function.UnaryOperator;

/**
 * Turns what init or the client reports into one line: where in config.json, what, why, and where
 * it helps, what to do.
 */
final class FailureText {
    /** What `execute` is about. */
    private static final String EXECUTED = "/process/args";

    private FailureText() {}

    /** An operation of the program failed while the container was being created. */
    static LifecycleException atCreate(Bundle bundle, Program program, LaunchFailure failure) {
        if (failure.kind() == LaunchFailure.Kind.DIED) {
            return died(bundle, new WaitStatus(failure.number()));
        }
        int index = failure.operation();
        if (index < 0 || index >= program.steps().size()) {
            return new LaunchException(
                    "cannot launch init: " + reason(failure), ErrorDetail.of(failure));
        }
        Step step = program.steps().get(index);
        return ofOperation(bundle.at(step.pointer()), step, firstArgument(bundle), failure);
    }

    /**
     * An operation failed.
     *
     * @param place of the property that asked for it
     * @param programName what was to be executed
     */
    static LifecycleException ofOperation(
            ErrorPlace place, Step step, String programName, LaunchFailure failure) {
        OperationType type = step.operation().type();
        ErrorDetail detail = ErrorDetail.of(failure).at(place).in(type.operationName());
        if (type == OperationType.RUN_HOOK) {
            return new HookException(
                    place.prefix() + hook(step.pointer()) + reason(failure), detail);
        }
        if (type == OperationType.FIND_PROGRAM) {
            return new LaunchException(place.prefix() + ExecText.of(programName, failure), detail);
        }
        String hint = Hint.of(type, failure.kind(), failure.number());
        return new LaunchException(
                place.prefix() + operation(type, named(step) + reason(failure)) + after(hint),
                detail.hint(hint));
    }

    private static String after(String hint) {
        return hint.isEmpty() ? "" : "; " + hint;
    }

    /** An operation of a program failed that makes no container. */
    static LaunchException of(
            Program program, LaunchFailure failure, UnaryOperator<String> places) {
        ErrorDetail detail = ErrorDetail.of(failure);
        int index = failure.operation();
        if (index < 0 || index >= program.steps().size()) {
            return new LaunchException(reason(failure), detail);
        }
        Step step = program.steps().get(index);
        OperationType type = step.operation().type();
        String hint = Hint.of(type, failure.kind(), failure.number());
        return new LaunchException(
                places.apply(step.pointer())
                        + operation(type, named(step) + reason(failure))
                        + after(hint),
                detail.in(type.operationName()).hint(hint));
    }

    /** What the operation was about, where the system call knows it only as a number. */
    static String named(Step step) {
        return switch (step.operation()) {
            case ProcessOperation.SetRlimit(int resource, long _, long _) -> rlimit(resource);
            case CloneOperation.SetInitRlimit(int resource, long _, long _) -> rlimit(resource);
            case Operation _ -> "";
        };
    }

    private static String rlimit(int number) {
        for (RlimitType type : RlimitType.values()) {
            if (type.number() == number) {
                return type.name() + ": ";
            }
        }
        return "";
    }

    /** Init could not execute the container's process, or a startContainer hook failed. */
    static LifecycleException atStart(ContainerRecord container, LaunchFailure failure) {
        if (failure.kind() == LaunchFailure.Kind.DIED) {
            return new LaunchException(
                    "cannot start \"%s\": init died before it executed the process"
                            .formatted(container.stored().id()));
        }
        String pointer = container.stored().pointers().getOrDefault(failure.operation(), "");
        ErrorPlace place = container.at(pointer);
        ErrorDetail detail = ErrorDetail.of(failure).at(place);
        if (pointer.startsWith("/hooks/")) {
            return new HookException(place.prefix() + hook(pointer) + reason(failure), detail);
        }
        String hint = pointer.equals(EXECUTED) ? Hint.ofExec(failure) : "";
        return new LaunchException(
                "%scannot start \"%s\": %s%s"
                        .formatted(
                                place.prefix(),
                                container.stored().id(),
                                reason(failure),
                                after(hint)),
                detail.hint(hint));
    }

    /** Init ended without a word. */
    static LaunchException died(Bundle bundle, WaitStatus status) {
        String how =
                status.signalled()
                        ? "was killed by " + Signals.name(status.signal())
                        : "ended with exit status " + status.exitCode();
        Resources resources = bundle.config().linux().resources();
        Memory memory = resources == null ? null : resources.memory();
        Long limitBytes = memory == null ? null : memory.limitBytes();
        if (status.signal() == Signals.SIGKILL && limitBytes != null && limitBytes > 0) {
            ErrorPlace place = bundle.at("/linux/resources/memory/limit");
            return new LaunchException(
                    place.prefix()
                            + "container init "
                            + how
                            + ": out of memory most likely; the limit of "
                            + limitBytes
                            + " bytes is too small",
                    ErrorDetail.NONE.at(place));
        }
        return new LaunchException("container init " + how + " before the container was created");
    }

    /** Why, in words. */
    static String reason(LaunchFailure failure) {
        return reason(failure.kind(), failure.number(), failure.detail());
    }

    /** Why, in words; the number means what the kind says. */
    static String reason(LaunchFailure.Kind kind, int number, String detail) {
        String text = detail.strip();
        return switch (kind) {
            case ERRNO -> before(text, errno(number));
            case EXIT -> after("exit status " + number, text);
            case SIGNAL -> after("killed by " + Signals.name(number), text);
            case TIMEOUT -> after("timed out after " + number + " ms", text);
            case UNSAFE ->
                    "refused as unsafe: " + (number == 0 ? text : before(text, errno(number)));
            case PROGRAM -> after("the init program is broken, which is a bug in carafe", text);
            case DIED -> {
                WaitStatus status = new WaitStatus(number);
                yield after(
                        status.signalled()
                                ? "init was killed by " + Signals.name(status.signal())
                                : "init ended with exit status " + status.exitCode(),
                        text);
            }
        };
    }

    /** Many operations are named after the system call, which the reason begins with then. */
    static String operation(OperationType type, String reason) {
        String name = type.operationName() + ": ";
        return reason.startsWith(name) ? reason : name + reason;
    }

    private static String errno(int number) {
        return Errno.of(number).map(Errno::describe).orElse("errno " + number);
    }

    private static String before(String detail, String why) {
        return detail.isEmpty() ? why : detail + ": " + why;
    }

    private static String after(String why, String detail) {
        return detail.isEmpty() ? why : why + ": " + detail;
    }

    /** For {@code /hooks/createContainer/1}: runc's words for a failed hook. */
    private static String hook(String pointer) {
        String[] parts = pointer.split("/", -1);
        return parts.length < 4
                ? "error running hook: "
                : "error running %s hook #%s: ".formatted(parts[2], parts[3]);
    }

    private static String firstArgument(Bundle bundle) {
        var process = bundle.config().process();
        return process == null || process.args().isEmpty() ? "" : process.args().getFirst();
    }
}
