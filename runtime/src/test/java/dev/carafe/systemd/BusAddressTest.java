package dev.carafe.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BusAddressTest {
    @Test
    void rootUsesTheBusOfTheSystemWhateverItsSession() {
        Map<String, String> env = Map.of("DBUS_SESSION_BUS_ADDRESS", "unix:path=/session");
        assertThat(BusAddress.of(env, false, 0).text())
                .isEqualTo("unix:path=/run/dbus/system_bus_socket");
        assertThat(
                        BusAddress.of(
                                        Map.of("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/other"),
                                        false,
                                        0)
                                .text())
                .isEqualTo("unix:path=/other");
    }

    @Test
    void userUsesTheSessionsAddressThenTheRuntimeDirectoryThenTheStandardPlace() {
        assertThat(
                        BusAddress.of(
                                        Map.of(
                                                "DBUS_SESSION_BUS_ADDRESS",
                                                "unix:path=/session",
                                                "XDG_RUNTIME_DIR",
                                                "/run/x"),
                                        true,
                                        1000)
                                .text())
                .isEqualTo("unix:path=/session");
        assertThat(BusAddress.of(Map.of("XDG_RUNTIME_DIR", "/run/x"), true, 1000).text())
                .isEqualTo("unix:path=/run/x/bus");
        assertThat(BusAddress.of(Map.of(), true, 1000).text())
                .isEqualTo("unix:path=/run/user/1000/bus");
    }
}
