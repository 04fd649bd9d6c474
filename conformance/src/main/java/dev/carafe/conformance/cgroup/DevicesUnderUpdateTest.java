package dev.carafe.conformance.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Device rules while limits are changed: at no moment is a device that is allowed refused, or one
 * that is not allowed open.
 */
@Tag("vm")
@Conformance
class DevicesUnderUpdateTest {
    private static final int UPDATES = 8;
    private static final int LOOKS = 40;
    private static final int MOST_UPDATES = 400;

    /** 1:11, the kernel log, may be written and not read. */
    private static final String RULES =
            """
            {"devices":[{"allow":false,"access":"rwm"},
             {"allow":true,"type":"c","major":1,"minor":11,"access":"w"}]}
            """;

    private static final String LOOK =
            """
            echo up
            until [ -e /go ]; do
              (: >/dev/log1) || echo lost
              case "$( (: </dev/log1) 2>&1)" in *"not permitted"*) ;; *) echo open ;; esac
              echo >>/looks
            done
            echo end
            sleep 1000
            """;

    @Test
    void rulesOfACgroupHold(Lab lab) throws IOException {
        rulesHold(lab, new Cgroup(lab).patch(RULES), () -> {});
    }

    @Test
    void rulesOfAScopeHold(Lab lab) throws IOException {
        Host.needSystemd();
        lab.flag("--systemd-cgroup");
        rulesHold(
                lab,
                new Unit(lab).patch(RULES),
                () -> lab.host("systemctl", "daemon-reload").run().ok());
    }

    private static void rulesHold(Lab lab, String patch, Runnable reload) throws IOException {
        Bundle bundle =
                lab.bundle()
                        .merge(patch)
                        .add(
                                "/linux/devices",
                                "{\"path\":\"/dev/log1\",\"type\":\"c\",\"major\":1,\"minor\":11,\"fileMode\":438}")
                        .shell(LOOK);
        Container container = bundle.create();
        Path looks = bundle.rootfs().resolve("looks");
        Files.createFile(looks);
        container.start().ok();
        container.awaitOut("up");
        for (int i = 0; i < UPDATES || (Files.size(looks) < LOOKS && i < MOST_UPDATES); i++) {
            update(lab, i);
            if (i % 3 == 0) {
                reload.run();
            }
        }
        Files.createFile(bundle.rootfs().resolve("go"));
        container.awaitOut("end");
        assertThat(Files.size(looks)).isGreaterThanOrEqualTo(LOOKS);
        assertThat(container.out()).isEqualTo("up\nend\n");
    }

    /** By turns what is about devices and what is not. */
    private static void update(Lab lab, int i) {
        String resources =
                i % 2 == 0
                        ? "{\"pids\":{\"limit\":%d}}".formatted(100 + i)
                        : "{\"devices\":[{\"allow\":%b,\"access\":\"rwm\"}],\"memory\":{\"limit\":%d}}"
                                .formatted(i % 4 == 1, (64L + i) << 20);
        lab.runtime("update", "--resources=-", lab.id()).stdin(resources).run().ok();
    }
}
