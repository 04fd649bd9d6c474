package dev.carafe.systemd;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.matchrules.DBusMatchRuleBuilder;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.messages.Error;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MethodCall;
import org.freedesktop.dbus.types.Variant;
import org.jspecify.annotations.Nullable;

/**
 * systemd on a bus, for the time of one command.
 *
 * <p>A job's end comes as a signal, which may be there before the call that began the job returns:
 * so the ends of all jobs are kept, by whoever asks first.
 */
public final class DbusSystemd implements Systemd {
    /** Longer than starting or stopping a scope takes anywhere; runc waits as long. */
    private static final Duration JOB_PATIENCE = Duration.ofSeconds(30);

    /** A bus that is not there is told at once, and not looked for during ten seconds. */
    private static final int RETRIES_MILLIS = 0;

    private static final String SERVICE = "org.freedesktop.systemd1";
    private static final String OBJECT = "/org/freedesktop/systemd1";
    private static final String MANAGER_INTERFACE = "org.freedesktop.systemd1.Manager";
    private static final String UNIT_INTERFACE = "org.freedesktop.systemd1.Unit";
    private static final String NO_SUCH_UNIT = "org.freedesktop.systemd1.NoSuchUnit";

    /** What happens to a conflicting job: it makes way. */
    private static final String MODE = "replace";

    private static final String DONE = "done";

    private final BusAddress address;
    private final DBusConnection connection;
    private final Map<String, CompletableFuture<String>> jobs = new ConcurrentHashMap<>();

    private DbusSystemd(BusAddress address, DBusConnection connection) throws DBusException {
        this.address = address;
        this.connection = connection;
        connection.addGenericSigHandler(
                DBusMatchRuleBuilder.create()
                        .withType("signal")
                        .withInterface(MANAGER_INTERFACE)
                        .withMember("JobRemoved")
                        .build(),
                this::jobRemoved);
        manager("Subscribe", null);
    }

    /**
     * Connects.
     *
     * @param uid user id that the bus knows the caller by
     * @throws SystemdException naming the address, when no systemd is there
     */
    public static DbusSystemd connect(BusAddress address, long uid) {
        DBusConnection connection = open(address, uid);
        try {
            return new DbusSystemd(address, connection);
        } catch (DBusException | RuntimeException e) {
            connection.disconnect();
            throw e instanceof SystemdException refused ? refused : unreachable(address, e);
        }
    }

    private static DBusConnection open(BusAddress address, long uid) {
        try {
            return DBusConnectionBuilder.forAddress(address.text())
                    .withShared(false)
                    .transportConfig()
                    .withTimeout(RETRIES_MILLIS)
                    .configureSasl()
                    .withSaslUid(uid)
                    .back()
                    .back()
                    .build();
        } catch (DBusException | RuntimeException e) { // bad addresses come as either
            throw unreachable(address, e);
        }
    }

    private static SystemdException unreachable(BusAddress address, Exception e) {
        String hint =
                address.isUserBus()
                        ? "is there a user session (loginctl enable-linger), and do"
                                + " DBUS_SESSION_BUS_ADDRESS or XDG_RUNTIME_DIR name it?"
                        : "is systemd the init of this machine?";
        return new SystemdException(
                "",
                "--systemd-cgroup: cannot reach systemd on the bus %s: %s; %s"
                        .formatted(address.text(), reason(e), hint),
                e);
    }

    /** The innermost message: what the kernel or the bus said. */
    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    @Override
    public boolean isConnected() {
        return connection.isConnected();
    }

    @Override
    public int version() {
        String text = property(OBJECT, MANAGER_INTERFACE, "Version");
        String digits = text.replaceFirst("^\\D*(\\d+).*$", "$1");
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            throw new SystemdException("", "systemd's version is \"" + text + "\"", e);
        }
    }

    @Override
    public String controlGroup() {
        String path = property(OBJECT, MANAGER_INTERFACE, "ControlGroup");
        return path.equals("/") ? "" : path;
    }

    @Override
    public boolean isActive(String unit) {
        String object;
        try {
            object = path(manager("GetUnit", "s", unit));
        } catch (SystemdException e) {
            if (isNoSuchUnit(e)) {
                return false;
            }
            throw e;
        }
        String state = property(object, UNIT_INTERFACE, "ActiveState");
        return !state.equals("inactive") && !state.equals("failed");
    }

    @Override
    public void start(String unit, List<UnitProperty> properties) {
        String job =
                path(
                        manager(
                                "StartTransientUnit",
                                "ssa(sv)a(sa(sv))",
                                unit,
                                MODE,
                                PropertyVariants.of(properties),
                                List.of()));
        String result = await(job, "start " + unit);
        if (!result.equals(DONE)) {
            throw new SystemdException(
                    "",
                    "systemd could not start %s: its job is %s%s; journalctl -u %s may say why"
                            .formatted(unit, result, unitsOwn(unit), unit),
                    null);
        }
    }

    /** What a unit that failed says of itself; nothing where it is gone already. */
    private String unitsOwn(String unit) {
        try {
            String object = path(manager("GetUnit", "s", unit));
            if (!unit.endsWith(".scope")) {
                return " (" + property(object, UNIT_INTERFACE, "ActiveState") + ")";
            }
            return " (result " + property(object, SERVICE + ".Scope", "Result") + ")";
        } catch (SystemdException _) {
            return ""; // mostly that it is gone; how its job ended is told anyway
        }
    }

    @Override
    public void change(String unit, List<UnitProperty> properties) {
        manager("SetUnitProperties", "sba(sv)", unit, true, PropertyVariants.of(properties));
    }

    @Override
    public void stop(String unit) {
        try {
            // Whatever the result is: the caller looks at what is left.
            String _ = await(path(manager("StopUnit", "ss", unit, MODE)), "stop " + unit);
        } catch (SystemdException e) {
            if (!isNoSuchUnit(e)) {
                throw e;
            }
        }
    }

    @Override
    public void resetFailed(String unit) {
        try {
            manager("ResetFailedUnit", "s", unit);
        } catch (SystemdException e) {
            if (!isNoSuchUnit(e)) {
                throw e;
            }
        }
    }

    @Override
    public void close() {
        connection.disconnect();
    }

    private String property(String object, String type, String name) {
        Object value = call(object, "org.freedesktop.DBus.Properties", "Get", "ss", type, name);
        if (value instanceof Variant<?> variant && variant.getValue() instanceof String text) {
            return text;
        }
        throw new SystemdException("", "systemd: " + name + " is no text: " + value, null);
    }

    private @Nullable Object manager(
            String method, @Nullable String signature, Object... arguments) {
        return call(OBJECT, MANAGER_INTERFACE, method, signature, arguments);
    }

    /** Calls a method, and returns the first of what it returns. */
    private @Nullable Object call(
            String object,
            String type,
            String method,
            @Nullable String signature,
            Object... arguments) {
        String what = "systemd (%s): %s: ".formatted(address.text(), method);
        try {
            MethodCall call =
                    connection
                            .getMessageFactory()
                            .createMethodCall(
                                    SERVICE, object, type, method, (byte) 0, signature, arguments);
            connection.sendMessage(call);
            Message reply = call.getReply();
            if (reply == null) {
                throw new SystemdException("", what + "no answer", null);
            }
            Object[] results = reply.getParameters();
            Object first = results == null || results.length == 0 ? null : results[0];
            if (reply instanceof Error) {
                throw new SystemdException(reply.getName(), what + first, null);
            }
            return first;
        } catch (DBusException e) {
            throw new SystemdException("", what + reason(e), e);
        }
    }

    private static String path(@Nullable Object object) {
        return object instanceof DBusPath path ? path.getPath() : String.valueOf(object);
    }

    private static boolean isNoSuchUnit(SystemdException e) {
        return e.errorName().equals(NO_SUCH_UNIT);
    }

    /** {@code JobRemoved(u id, o job, s unit, s result)}. */
    private void jobRemoved(DBusSignal signal) {
        try {
            Object[] fields = signal.getParameters();
            job(path(fields[1])).complete(String.valueOf(fields[3]));
        } catch (DBusException e) {
            throw new IllegalStateException("a JobRemoved signal that cannot be read", e);
        }
    }

    private CompletableFuture<String> job(String path) {
        return jobs.computeIfAbsent(path, _ -> new CompletableFuture<>());
    }

    private String await(String job, String what) {
        try {
            return job(job).get(JOB_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new SystemdException(
                    "",
                    "systemd (%s) did not %s within %d s"
                            .formatted(address.text(), what, JOB_PATIENCE.toSeconds()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SystemdException("", "interrupted while systemd had to " + what, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a job's end is never an exception", e);
        }
    }
}
