package dev.carafe.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.spec.resources.DeviceRule;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeviceListTest {
    private static DeviceRule rule(
            boolean allow,
            DeviceRule.Type type,
            @Nullable Long major,
            @Nullable Long minor,
            String access) {
        return new DeviceRule(allow, type, major, minor, access);
    }

    private static final DeviceRule.Type C = DeviceRule.Type.CHARACTER;
    private static final DeviceRule DENY_ALL = rule(false, DeviceRule.Type.ALL, null, null, "rwm");
    private static final DeviceRule ALLOW_ALL = rule(true, DeviceRule.Type.ALL, null, null, "rwm");

    @Test
    void denyingAllAndAllowingSomeIsAnAllowList() {
        DeviceList list =
                DeviceList.of(
                        List.of(DENY_ALL, rule(true, C, 1L, 3L, "rw"), rule(true, C, 1L, 3L, "m")));
        assertThat(list.defaultFile()).isEqualTo("devices.deny");
        assertThat(list.exceptionFile()).isEqualTo("devices.allow");
        assertThat(list.lines()).containsExactly("c 1:3 rwm");
    }

    @Test
    void allowingAllAndDenyingSomeIsADenyList() {
        DeviceList list =
                DeviceList.of(
                        List.of(
                                ALLOW_ALL,
                                rule(false, C, 10L, null, "rwm"),
                                rule(true, C, 10L, null, "m")));
        assertThat(list.defaultFile()).isEqualTo("devices.allow");
        assertThat(list.exceptionFile()).isEqualTo("devices.deny");
        assertThat(list.lines()).containsExactly("c 10:* rw");
    }

    @Test
    void laterDefaultForgetsTheRulesBefore() {
        assertThat(DeviceList.of(List.of(rule(true, C, 1L, 3L, "r"), DENY_ALL)).lines()).isEmpty();
    }

    @Test
    void holePunchedIntoAWildcardIsRefused() {
        assertThatExceptionOfType(CgroupException.class)
                .isThrownBy(() ->
                        DeviceList.of(
                                List.of(
                                        DENY_ALL,
                                        rule(true, C, 1L, null, "rw"),
                                        rule(false, C, 1L, 3L, "w"))))
                .matches(e -> e.pointer().equals("/linux/resources/devices/2"))
                .withMessageContaining("cannot take c 1:3 out of the earlier rule for c 1:*");
    }
}
