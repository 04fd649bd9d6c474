package dev.carafe.lifecycle;

/** A launched init, until it stands at the gate. */
public interface Launch {
    /** Init's pid in the engine's pid namespace. */
    int pid();

    /** Init's start time in clock ticks since boot, field 22 of {@code /proc/PID/stat}. */
    long startTimeTicks();

    /** Waits for what init does next. */
    LaunchEvent next();

    /**
     * Lets an init that waits at a {@code sync} go on, with the state (JSON) for its hooks; may be
     * empty.
     */
    void proceed(byte[] state);

    /** Kills init with SIGKILL, has it reaped, and returns its wait status. */
    int kill();
}
