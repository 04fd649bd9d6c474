package dev.carafe.systemd;

import java.util.List;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.Struct;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.annotations.Position;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/** systemd's interface, under its name on the bus. */
@DBusInterfaceName("org.freedesktop.systemd1.Manager")
public interface ManagerInterface extends DBusInterface {
    void Subscribe();

    DBusPath GetUnit(String name);

    DBusPath StartTransientUnit(
            String name, String mode, List<Setting> properties, List<Auxiliary> others);

    void SetUnitProperties(String name, boolean runtime, List<Setting> properties);

    DBusPath StopUnit(String name, String mode);

    void ResetFailedUnit(String name);

    /** The end of a job. */
    final class JobRemoved extends DBusSignal {
        public JobRemoved(String path, UInt32 id, DBusPath job, String unit, String result)
                throws DBusException {
            super(path, id, job, unit, result);
        }
    }

    /** {@code (sv)}. */
    final class Setting extends Struct {
        @Position(0)
        public final String name;

        @Position(1)
        public final Variant<?> value;

        public Setting(String name, Variant<?> value) {
            this.name = name;
            this.value = value;
        }
    }

    /** {@code (sa(sv))}. */
    final class Auxiliary extends Struct {
        @Position(0)
        public final String name;

        @Position(1)
        public final List<Setting> properties;

        public Auxiliary(String name, List<Setting> properties) {
            this.name = name;
            this.properties = properties;
        }
    }
}
