package dev.carafe.conformance.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Network devices of the host that are moved into the container. */
@Conformance
class NetDevicesTest {

    /** A veth pair on the host; the near end is for the container. */
    private static String pair(Lab lab) {
        Host.needProgram("/usr/sbin/ip");
        String near = "cf" + Integer.toHexString(lab.id().hashCode());
        String far = near + "-f";
        lab.host("ip", "link", "add", near, "type", "veth", "peer", "name", far).run().ok();
        // Deleting one end deletes both; none is left when the container took the other with it.
        lab.afterwards(() -> lab.host("ip", "link", "del", far).run());
        return near;
    }

    private static Bundle moved(Lab lab, String device, String name) {
        return lab.bundle()
                .merge(
                        "{\"linux\":{\"netDevices\":{%s:{\"name\":%s}}}}"
                                .formatted(Json.text(device), Json.text(name)));
    }

    private static String addresses(String device) {
        return "ip -o addr show dev " + device + " | awk '{ print $4 }' | sort; ";
    }

    @Test
    void deviceArrivesUpWithItsGlobalAddresses(Lab lab) {
        String device = pair(lab);
        lab.host("ip", "addr", "add", "192.0.2.7/24", "dev", device).run().ok();
        lab.host("ip", "addr", "add", "169.254.7.7/16", "scope", "link", "dev", device).run().ok();
        lab.host("ip", "link", "set", device, "up").run().ok();
        String out =
                moved(lab, device, "inside0")
                        .shell(
                                "ip -4 -o addr show dev inside0 | awk '{ print $4 }'; ip link show inside0 |"
                                        + " grep -o '[,<]UP[,>]'")
                        .run()
                        .ok()
                        .out();
        assertThat(out.lines().toList().getFirst()).isEqualTo("192.0.2.7/24");
        assertThat(out.lines()).hasSize(2);
    }

    @Test
    void addressesOfIp6AreKept(Lab lab) {
        String device = pair(lab);
        lab.host("ip", "link", "set", device, "up").run().ok();
        lab.host("ip", "addr", "add", "2001:db8::7/64", "dev", device, "nodad").run().ok();
        String out = moved(lab, device, "inside0").shell(addresses("inside0")).run().ok().out();
        assertThat(out.lines()).contains("2001:db8::7/64");
    }

    @ParameterizedTest
    @CsvSource({"'', ''", "eth%d, eth0"})
    void nameIsTheOldOneOrMadeFromATemplate(String name, String expected, Lab lab) {
        String device = pair(lab);
        String out =
                moved(lab, device, name).shell("ls /sys/class/net | grep -v lo").run().ok().out();
        assertThat(out).isEqualTo((expected.isEmpty() ? device : expected) + "\n");
    }

    @Test
    void nameThatIsTakenIsRefusedAndTheDeviceStays(Lab lab) {
        String device = pair(lab);
        moved(lab, device, "lo").tryCreate().refused("exist");
        lab.host("ip", "link", "show", device).run().ok();
    }

    @Test
    void deviceThatIsNotThereIsRefused(Lab lab) {
        moved(lab, "cf-no-such", "").tryCreate().refused("cf-no-such");
    }
}
