package dev.carafe.lifecycle;

/** What a launched init does next. */
public sealed interface LaunchEvent {
    /** Init waits at the {@code sync} operation of that number. */
    record Stage(int number) implements LaunchEvent {}

    /** Init waits at the gate and no longer depends on the client. */
    record Ready() implements LaunchEvent {}

    /** The launch failed and init is gone. */
    record Failed(LaunchFailure failure) implements LaunchEvent {}

    /** Init ended without a word; the wait status as of wait(2). */
    record Exited(int waitStatus) implements LaunchEvent {}
}
