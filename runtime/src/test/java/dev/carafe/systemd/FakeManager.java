package dev.carafe.systemd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.interfaces.Properties;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/** A bus on a real socket, and on it a manager with the methods that are called of systemd's. */
final class FakeManager implements ManagerInterface, Properties, AutoCloseable {
    private static final String OBJECT = "/org/freedesktop/systemd1";
    private static final String UNIT = OBJECT + "/unit/box_2escope";

    static final String DAEMON = "/usr/bin/dbus-daemon";

    private final Process bus;
    private final DBusConnection connection;
    final String address;

    final List<String> calls = new ArrayList<>();
    final Map<String, Variant<?>> settings = new ConcurrentHashMap<>();

    /** What methods end with; an error has its class's name on the bus. */
    final Map<String, Function<String, DBusExecutionException>> refusals = new HashMap<>();

    /** How jobs end. */
    String jobResult = "done";

    FakeManager(Path directory) throws DBusException, IOException {
        address = "unix:path=" + directory.resolve("bus");
        Path config = directory.resolve("bus.conf");
        Files.writeString(
                config,
                """
                <busconfig>
                  <type>session</type>
                  <listen>%s</listen>
                  <auth>EXTERNAL</auth>
                  <policy context="default">
                    <allow own="*"/>
                    <allow send_destination="*"/>
                    <allow receive_sender="*"/>
                  </policy>
                </busconfig>
                """
                        .formatted(address));
        bus =
                new ProcessBuilder(
                                DAEMON,
                                "--nofork",
                                "--nopidfile",
                                "--nosyslog",
                                "--print-address",
                                "--config-file=" + config)
                        .redirectError(directory.resolve("bus.log").toFile())
                        .start();
        // It prints its address once it listens.
        if (bus.inputReader().readLine() == null) {
            throw new IOException("no bus");
        }
        connection =
                DBusConnectionBuilder.forAddress(address)
                        .withShared(false)
                        .transportConfig()
                        .withTimeout(0)
                        .back()
                        .build();
        connection.requestBusName("org.freedesktop.systemd1");
        connection.exportObject(OBJECT, this);
        connection.exportObject(UNIT, new UnitObject());
    }

    @Override
    public String getObjectPath() {
        return OBJECT;
    }

    @Override
    public void Subscribe() {
        calls.add("Subscribe");
    }

    @Override
    public DBusPath GetUnit(String name) {
        called("GetUnit", name);
        return new DBusPath(UNIT);
    }

    @Override
    public DBusPath StartTransientUnit(
            String name, String mode, List<Setting> properties, List<Auxiliary> others) {
        called("StartTransientUnit", name);
        properties.forEach(p -> settings.put(p.name, p.value));
        return job(name);
    }

    @Override
    public void SetUnitProperties(String name, boolean runtime, List<Setting> properties) {
        called("SetUnitProperties", name);
        properties.forEach(p -> settings.put(p.name, p.value));
    }

    @Override
    public DBusPath StopUnit(String name, String mode) {
        called("StopUnit", name);
        return job(name);
    }

    @Override
    public void ResetFailedUnit(String name) {
        called("ResetFailedUnit", name);
    }

    /** The job is over before its method returns, as may be with systemd. */
    private DBusPath job(String unit) {
        DBusPath job = new DBusPath(OBJECT + "/job/" + calls.size());
        try {
            connection.sendMessage(
                    new ManagerInterface.JobRemoved(OBJECT, new UInt32(1), job, unit, jobResult));
        } catch (DBusException e) {
            throw new IllegalStateException(e);
        }
        return job;
    }

    private void called(String method, String unit) {
        calls.add(method + " " + unit);
        Function<String, DBusExecutionException> refusal = refusals.get(method);
        if (refusal != null) {
            throw refusal.apply("words for " + unit);
        }
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // dbus-java's signature
    public <A> A Get(String type, String property) {
        return (A)
                switch (property) {
                    case "Version" -> "252.39-1~deb12u1";
                    case "ControlGroup" -> "/";
                    default -> throw new DBusExecutionException("no property " + property);
                };
    }

    @Override
    public <A> void Set(String type, String property, A value) {
        throw new DBusExecutionException("read-only");
    }

    @Override
    public Map<String, Variant<?>> GetAll(String type) {
        return Map.of();
    }

    /** Ends the bus, as a restart of it does. */
    @Override
    public void close() {
        connection.disconnect();
        bus.destroyForcibly().onExit().join();
    }

    /** The one unit. */
    private static final class UnitObject implements Properties {
        @Override
        public String getObjectPath() {
            return UNIT;
        }

        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // dbus-java's signature
        public <A> A Get(String type, String property) {
            return (A) (property.equals("Result") ? "resources" : "failed");
        }

        @Override
        public <A> void Set(String type, String property, A value) {
            throw new DBusExecutionException("read-only");
        }

        @Override
        public Map<String, Variant<?>> GetAll(String type) {
            return Map.of();
        }
    }
}
