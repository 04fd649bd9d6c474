package dev.carafe.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.spec.resources.DeviceRule;
import dev.carafe.systemd.UnitProperty;
import dev.carafe.systemd.UnitProperty.Device;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UnitDevicesTest {
    private static final DeviceRule DENY_ALL =
            new DeviceRule(false, DeviceRule.Type.ALL, null, null, "rwm");
    private static final DeviceRule ALLOW_ALL =
            new DeviceRule(true, DeviceRule.Type.ALL, null, null, "rwm");

    private static DeviceRule allow(
            DeviceRule.Type type, @Nullable Long major, @Nullable Long minor, String access) {
        return new DeviceRule(true, type, major, minor, access);
    }

    private static DeviceRule deny(
            DeviceRule.Type type, @Nullable Long major, @Nullable Long minor) {
        return new DeviceRule(false, type, major, minor, "rwm");
    }

    private static List<UnitProperty> strict(Device... devices) {
        return List.of(
                UnitProperty.text("DevicePolicy", "strict"),
                new UnitProperty("DeviceAllow", new UnitProperty.Devices(List.of(devices))));
    }

    @Test
    void whatIsAllowedIsListed() {
        List<DeviceRule> rules =
                List.of(
                        DENY_ALL,
                        allow(DeviceRule.Type.CHARACTER, 1L, 3L, "rwm"),
                        allow(DeviceRule.Type.BLOCK, 8L, null, "r"),
                        allow(DeviceRule.Type.CHARACTER, null, null, "m"));
        List<UnitProperty> expected =
                strict(
                        new Device("/dev/char/1:3", "rwm"),
                        new Device("block-8", "r"),
                        new Device("char-*", "m"));
        assertThat(UnitDevices.of(rules, true)).isEqualTo(expected);
        assertThat(UnitDevices.of(rules, false)).isEqualTo(expected);
    }

    @Test
    void laterRuleTakesAnEarlierOneBack() {
        assertThat(
                        UnitDevices.of(
                                List.of(
                                        allow(DeviceRule.Type.CHARACTER, 1L, 3L, "rw"),
                                        allow(DeviceRule.Type.CHARACTER, 1L, 3L, "m"),
                                        allow(DeviceRule.Type.CHARACTER, 1L, 5L, "rw"),
                                        deny(DeviceRule.Type.CHARACTER, 1L, 5L)),
                                true))
                .isEqualTo(strict(new Device("/dev/char/1:3", "rwm")));
    }

    @Test
    void allDevicesNeedNoPolicyOfSystemd() {
        assertThat(
                        UnitDevices.of(
                                List.of(ALLOW_ALL, deny(DeviceRule.Type.CHARACTER, 1L, 11L)), true))
                .containsExactly(
                        UnitProperty.text("DevicePolicy", "auto"),
                        new UnitProperty("DeviceAllow", new UnitProperty.Devices(List.of())));
        assertThat(UnitDevices.of(List.of(ALLOW_ALL, DENY_ALL), true)).isEqualTo(strict());
    }

    @Test
    void oneTakenOutOfAWildcardIsLeftToOurOwnProgram() {
        assertThat(
                        UnitDevices.of(
                                List.of(
                                        allow(DeviceRule.Type.BLOCK, 8L, null, "rw"),
                                        deny(DeviceRule.Type.BLOCK, 8L, 1L)),
                                true))
                .isEqualTo(strict(new Device("block-8", "rw")));
    }

    @Test
    void aMinorNumberOfAllMajorsIsWiderInVersion2AndLeftOutInVersion1() {
        List<DeviceRule> rules = List.of(allow(DeviceRule.Type.CHARACTER, null, 3L, "rw"));
        assertThat(UnitDevices.of(rules, true)).isEqualTo(strict(new Device("char-*", "rw")));
        assertThat(UnitDevices.of(rules, false)).isEqualTo(strict());
    }
}
