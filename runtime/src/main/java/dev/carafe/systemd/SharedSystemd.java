package dev.carafe.systemd;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection for all that a command asks systemd: made when it is first asked for, and ended
 * with the command. Not for more than one thread.
 */
public final class SharedSystemd implements AutoCloseable {
    private final Supplier<Systemd> connect;
    private @Nullable Systemd connection;

    /**
     * Connects to nothing yet.
     *
     * @param connect makes a connection
     */
    public SharedSystemd(Supplier<Systemd> connect) {
        this.connect = connect;
    }

    /**
     * The manager; to close what is returned ends nothing. A connection that was lost, as a
     * foreground run may find when it deletes its container, is made again.
     *
     * @throws SystemdException when no systemd is there
     */
    public Systemd get() {
        Systemd current = connection;
        if (current == null || !current.isConnected()) {
            close();
            current = connect.get();
            connection = current;
        }
        return new Lent(current);
    }

    @Override
    public void close() {
        Systemd current = connection;
        connection = null;
        if (current != null) {
            current.close();
        }
    }

    /** The connection, for somebody who must not end it. */
    private record Lent(Systemd systemd) implements Systemd {
        @Override
        public boolean isConnected() {
            return systemd.isConnected();
        }

        @Override
        public int version() {
            return systemd.version();
        }

        @Override
        public String controlGroup() {
            return systemd.controlGroup();
        }

        @Override
        public boolean isActive(String unit) {
            return systemd.isActive(unit);
        }

        @Override
        public void start(String unit, List<UnitProperty> properties) {
            systemd.start(unit, properties);
        }

        @Override
        public void change(String unit, List<UnitProperty> properties) {
            systemd.change(unit, properties);
        }

        @Override
        public void stop(String unit) {
            systemd.stop(unit);
        }

        @Override
        public void resetFailed(String unit) {
            systemd.resetFailed(unit);
        }

        @Override
        public void close() {
            // the command's
        }
    }
}
