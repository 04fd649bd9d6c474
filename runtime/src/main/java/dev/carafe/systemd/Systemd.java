package dev.carafe.systemd;

import java.util.List;

/**
 * A systemd manager, the system's or a user's; <a
 * href="https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.systemd1.html">
 * org.freedesktop.systemd1(5)</a>.
 *
 * <p>Every method throws {@link SystemdException} when the manager refuses or does not answer.
 */
public interface Systemd extends AutoCloseable {
    /** Whether the connection still stands, as far as this side knows. */
    boolean isConnected();

    /** The version's first number, such as 252. */
    int version();

    /** Path of the manager's own control group below the mounts; empty for the root. */
    String controlGroup();

    /** Whether a unit of that name is there, and neither inactive nor failed. */
    boolean isActive(String unit);

    /**
     * Starts a transient unit, and waits until that is done.
     *
     * @throws SystemdException {@link SystemdException#isUnitExists} when there is a unit of that
     *     name, if only a failed one
     */
    void start(String unit, List<UnitProperty> properties);

    /** Changes properties of a unit until the next boot. */
    void change(String unit, List<UnitProperty> properties);

    /** Stops a unit and waits until that is done; that there is none is fine. */
    void stop(String unit);

    /** Has a failed unit forgotten; that there is none is fine. */
    void resetFailed(String unit);

    /** Ends the connection. */
    @Override
    void close();
}
