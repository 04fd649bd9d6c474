package dev.carafe.conformance.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("vm")
@Conformance
class DeviceRulesTest {

    private static Bundle node(Lab lab, String rules, String script) {
        return lab.bundle()
                .capable("CAP_MKNOD")
                .merge(
                        new Cgroup(lab)
                                .patch(
                                        "{\"devices\":[{\"allow\":false,\"access\":\"rwm\"}%s]}"
                                                .formatted(rules)))
                .shell(script);
    }

    @Test
    void deviceThatIsNotAllowedCannotBeOpened(Lab lab) {
        assertThat(node(lab, "", "mknod /d b 7 200; cat /d || echo denied").run().ok().out())
                .isEqualTo("denied\n");
    }

    @Test
    void denialIsThatOfTheFilter(Lab lab) {
        assertThat(node(lab, "", "mknod /d c 10 229; cat /d").run().err())
                .contains("Operation not permitted");
    }

    @Test
    void allowedDeviceIsThatOneOnly(Lab lab) {
        // 1:11 is the kernel log, 1:4 ports: both exist in every kernel.
        String allow =
                ",{\"allow\":true,\"type\":\"c\",\"major\":1,\"minor\":11,\"access\":\"rwm\"}";
        Result result =
                node(
                                lab,
                                allow,
                                "mknod /k c 1 11; (exec 3>/k) && echo open; mknod /p c 1 4; (exec 3</p) || echo denied")
                        .run()
                        .ok();
        assertThat(result.out()).isEqualTo("open\ndenied\n");
    }

    @Test
    void accessIsChecked(Lab lab) {
        String allow =
                ",{\"allow\":true,\"type\":\"c\",\"major\":1,\"minor\":11,\"access\":\"wm\"}";
        Result result =
                node(
                                lab,
                                allow,
                                "mknod /k c 1 11; (exec 3>/k) && echo write; (exec 3</k) || echo denied")
                        .run()
                        .ok();
        assertThat(result.out()).isEqualTo("write\ndenied\n");
    }

    @Test
    void wildcardAllowsAMajor(Lab lab) {
        String allow =
                ",{\"allow\":true,\"type\":\"c\",\"major\":1,\"minor\":-1,\"access\":\"rwm\"}";
        assertThat(node(lab, allow, "mknod /k c 1 11; (exec 3>/k) && echo open").run().ok().out())
                .isEqualTo("open\n");
    }

    @Test
    void laterRuleOverridesAnEarlierOne(Lab lab) {
        String rules =
                ",{\"allow\":true,\"type\":\"c\",\"major\":1,\"minor\":11,\"access\":\"rwm\"}"
                        + ",{\"allow\":false,\"type\":\"c\",\"major\":1,\"minor\":11,\"access\":\"rw\"}";
        assertThat(node(lab, rules, "mknod /k c 1 11; (exec 3>/k) || echo denied").run().ok().out())
                .isEqualTo("denied\n");
    }

    @Test
    void defaultDevicesAreAllowedEvenWhenEverythingIsDenied(Lab lab) {
        assertThat(
                        node(
                                        lab,
                                        "",
                                        "echo x >/dev/null && head -c 2 /dev/zero | wc -c && head -c 2 /dev/urandom | wc -c")
                                .run()
                                .ok()
                                .out())
                .isEqualTo("2\n2\n");
    }

    @Test
    void allowingEverythingAllowsEverything(Lab lab) {
        Bundle bundle =
                lab.bundle()
                        .capable("CAP_MKNOD")
                        .merge(
                                new Cgroup(lab)
                                        .patch(
                                                "{\"devices\":[{\"allow\":true,\"access\":\"rwm\"}]}"))
                        .shell("mknod /k c 1 11; (exec 3>/k) && echo open");
        assertThat(bundle.run().ok().out()).isEqualTo("open\n");
    }
}
