package dev.carafe.systemd;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.types.UInt64;
import org.freedesktop.systemd1.NoSuchUnit;
import org.freedesktop.systemd1.UnitExists;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over a bus on a real socket, with a manager of the test's. */
class DbusSystemdTest {
    private static final String UNIT = "box.scope";

    @TempDir private Path directory = Path.of("");
    private FakeManager manager;
    private Systemd systemd;

    @BeforeEach
    void connect() throws Exception {
        assumeTrue(Files.isExecutable(Path.of(FakeManager.DAEMON)), "needs dbus-daemon");
        manager = new FakeManager(directory);
        systemd = DbusSystemd.connect(address(), 0);
    }

    @AfterEach
    void disconnect() {
        if (manager != null) {
            systemd.close();
            manager.close();
        }
    }

    private BusAddress address() {
        return new BusAddress(manager.address, false);
    }

    @Test
    void versionIsTheFirstNumber() {
        assertThat(systemd.version()).isEqualTo(252);
    }

    @Test
    void managerOfTheSystemIsAtTheRoot() {
        assertThat(systemd.controlGroup()).isEmpty();
    }

    @Test
    void startEndsWithTheJobAndGivesEachPropertyItsType() {
        systemd.start(
                UNIT,
                List.of(
                        UnitProperty.text("Description", "box"),
                        UnitProperty.flag("Delegate", true),
                        UnitProperty.number("MemoryMax", UnitProperty.INFINITY),
                        given("TimeoutStopUSec", new GVariant("t", BigInteger.TEN)),
                        given(
                                "After",
                                new GVariant("as", List.of(new GVariant("s", "a.service"))))));
        assertThat(manager.calls).containsExactly("Subscribe", "StartTransientUnit " + UNIT);
        assertThat(setting("Description")).isEqualTo("box");
        assertThat(setting("Delegate")).isEqualTo(true);
        assertThat(setting("MemoryMax"))
                .isEqualTo(new UInt64(new BigInteger("18446744073709551615")));
        assertThat(setting("TimeoutStopUSec")).isEqualTo(new UInt64(10));
        assertThat(setting("After")).isEqualTo(List.of("a.service"));
    }

    private static UnitProperty given(String name, GVariant value) {
        return new UnitProperty(name, new UnitProperty.Given(value));
    }

    private Object setting(String name) {
        return requireNonNull(manager.settings.get(name), name).getValue();
    }

    @Test
    void failedJobIsToldWithTheUnitsOwnResult() {
        manager.jobResult = "failed";
        assertThatExceptionOfType(SystemdException.class)
                .isThrownBy(() -> systemd.start(UNIT, List.of()))
                .withMessage(
                        "systemd could not start box.scope: its job is failed (result resources);"
                                + " journalctl -u box.scope may say why");
    }

    @Test
    void refusalIsInSystemdsWords() {
        manager.refusals.put("StartTransientUnit", DBusExecutionException::new);
        assertThatExceptionOfType(SystemdException.class)
                .isThrownBy(() -> systemd.start(UNIT, List.of()))
                .withMessageContaining("StartTransientUnit: words for box.scope")
                .matches(e -> !e.isUnitExists());
    }

    @Test
    void unitOfTheNameIsToldApart() {
        manager.refusals.put("StartTransientUnit", UnitExists::new);
        assertThatExceptionOfType(SystemdException.class)
                .isThrownBy(() -> systemd.start(UNIT, List.of()))
                .matches(SystemdException::isUnitExists);
    }

    @Test
    void unitThatIsGoneIsStoppedAndForgottenAndNotActive() {
        for (String method : List.of("GetUnit", "StopUnit", "ResetFailedUnit")) {
            manager.refusals.put(method, NoSuchUnit::new);
        }
        systemd.stop(UNIT);
        systemd.resetFailed(UNIT);
        assertThat(systemd.isActive(UNIT)).isFalse();
    }

    @Test
    void failedUnitIsNotActive() {
        assertThat(systemd.isActive(UNIT)).isFalse();
    }

    @Test
    void stopWaitsForTheJobWhateverItsResult() {
        manager.jobResult = "canceled";
        systemd.stop(UNIT);
        assertThat(manager.calls).containsExactly("Subscribe", "StopUnit " + UNIT);
    }

    @Test
    void addressWhereNobodyListensIsNamed() {
        BusAddress nobody = new BusAddress("unix:path=" + directory.resolve("none"), true);
        assertThatExceptionOfType(SystemdException.class)
                .isThrownBy(() -> DbusSystemd.connect(nobody, 0))
                .withMessageContaining(nobody.text())
                .withMessageContaining("XDG_RUNTIME_DIR");
    }

    @Test
    void oneConnectionServesACommandAndIsMadeAgainWhenTheBusWentAway() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (SharedSystemd shared =
                new SharedSystemd(() -> {
                    connections.incrementAndGet();
                    return DbusSystemd.connect(address(), 0);
                })) {
            Systemd first = shared.get();
            first.close();
            assertThat(shared.get().version()).isEqualTo(252);
            assertThat(connections).hasValue(1);
            manager.close();
            manager = new FakeManager(directory);
            awaitEnd(first);
            assertThat(shared.get().version()).isEqualTo(252);
            assertThat(connections).hasValue(2);
        }
    }

    /** That the bus is gone is noticed by a thread that reads. */
    private static void awaitEnd(Systemd lent) throws InterruptedException {
        for (int i = 0; i < 1000 && lent.isConnected(); i++) {
            Thread.sleep(10);
        }
        assertThat(lent.isConnected()).isFalse();
    }
}
