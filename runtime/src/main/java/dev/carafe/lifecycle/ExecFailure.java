package dev.carafe.lifecycle;

import dev.carafe.linux.Errno;
import dev.carafe.linux.Signals;
import dev.carafe.plan.OperationType;
import dev.carafe.plan.Program;
import dev.carafe.plan.Step;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What an exec that failed says of it, and what can be tried instead. */
final class ExecFailure {
    /** The container has made its groups otherwise, or they are gone. */
    private static final Set<Errno> MOVED =
            EnumSet.of(Errno.EBUSY, Errno.ENOENT, Errno.ENODEV, Errno.EOPNOTSUPP);

    private static final Set<Errno> FORBIDDEN = EnumSet.of(Errno.EACCES, Errno.EPERM, Errno.EROFS);

    private ExecFailure() {}

    /** The one line for the user. */
    static LifecycleException of(ExecPlan plan, LaunchFailure failure) {
        if (failure.kind() == LaunchFailure.Kind.DIED) {
            return died(new WaitStatus(failure.number()));
        }
        Optional<Step> step = step(plan.program(), failure);
        if (step.isEmpty()) {
            return new LaunchException(
                    "cannot launch the process: " + FailureText.reason(failure),
                    ErrorDetail.of(failure));
        }
        OperationType type = step.get().operation().type();
        if (joinsInit(type) && errno(failure).filter(e -> e == Errno.ESRCH).isPresent()) {
            return StateException.hasStopped(plan.request().id());
        }
        return FailureText.ofOperation(
                plan.places().at(step.get().pointer()), step.get(), plan.programName(), failure);
    }

    /** The process ended without a word. */
    static LaunchException died(WaitStatus status) {
        return new LaunchException(
                "the process "
                        + (status.signalled()
                                ? "was killed by " + Signals.name(status.signal())
                                : "ended with exit status " + status.exitCode())
                        + " before its program was executed");
    }

    /** Whether it could not get into the control groups since they are not as they were made. */
    static boolean isCgroupMoved(Program program, LaunchFailure failure) {
        return isOfCgroups(program, failure) && errno(failure).filter(MOVED::contains).isPresent();
    }

    /** Whether the caller may not get into the control groups. */
    static boolean isCgroupForbidden(Program program, LaunchFailure failure) {
        return isOfCgroups(program, failure)
                && errno(failure).filter(FORBIDDEN::contains).isPresent();
    }

    private static boolean isOfCgroups(Program program, LaunchFailure failure) {
        return step(program, failure)
                .filter(step -> step.pointer().equals("/linux/cgroupsPath"))
                .isPresent();
    }

    private static boolean joinsInit(OperationType type) {
        return type == OperationType.OPEN_PROCESS || type == OperationType.JOIN_PROCESS;
    }

    private static Optional<Step> step(Program program, LaunchFailure failure) {
        int index = failure.operation();
        return index < 0 || index >= program.steps().size()
                ? Optional.empty()
                : Optional.of(program.steps().get(index));
    }

    private static Optional<Errno> errno(LaunchFailure failure) {
        return failure.kind() == LaunchFailure.Kind.ERRNO
                ? Errno.of(failure.number())
                : Optional.empty();
    }
}
