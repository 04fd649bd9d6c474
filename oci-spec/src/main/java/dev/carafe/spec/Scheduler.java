package dev.carafe.spec;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Scheduling attributes of a process; config.md, "Linux Process" and sched_setattr(2).
 *
 * @param policy {@code SCHED_OTHER} and so on
 * @param nice nice value
 * @param priority static priority
 * @param flags {@code SCHED_FLAG_*} names
 * @param runtimeNanos unsigned, for the deadline policy
 * @param deadlineNanos unsigned, for the deadline policy
 * @param periodNanos unsigned, for the deadline policy
 */
public record Scheduler(
        String policy,
        int nice,
        int priority,
        List<String> flags,
        long runtimeNanos,
        long deadlineNanos,
        long periodNanos) {
    public Scheduler {
        requireNonNull(policy, "policy is null");
        flags = List.copyOf(flags);
    }
}
