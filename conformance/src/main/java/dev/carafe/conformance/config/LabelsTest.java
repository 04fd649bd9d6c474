package dev.carafe.conformance.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Labels of AppArmor and SELinux, and the session keyring. */
@Tag("vm")
@Conformance
class LabelsTest {

    private static final String PARSER = "/sbin/apparmor_parser";

    private static boolean hasAppArmor() {
        return Files.isDirectory(Path.of("/sys/kernel/security/apparmor"));
    }

    private static boolean hasSelinux() {
        return Files.exists(Path.of("/sys/fs/selinux/enforce"));
    }

    private static Bundle confined(Lab lab, String profile) {
        return lab.bundle()
                .merge("{\"process\":{\"apparmorProfile\":%s}}".formatted(Json.text(profile)));
    }

    @Test
    void processRunsInItsProfile(Lab lab) {
        assumeTrue(hasAppArmor(), "needs AppArmor");
        Host.needProgram(PARSER);
        String name = lab.id().replace('.', '-');
        Path profile =
                lab.file(
                        "profile",
                        """
                        profile %s flags=(attach_disconnected) {
                          file,
                          signal,
                          deny /etc/group rw,
                        }
                        """
                                .formatted(name));
        lab.host(PARSER, "-K", "-r", profile.toString()).run().ok();
        lab.afterwards(() -> lab.host(PARSER, "-K", "-R", profile.toString()).run().ok());
        String out =
                confined(lab, name)
                        .shell(
                                "cat /proc/self/attr/current; cat /etc/passwd >/dev/null && echo"
                                        + " read; cat /etc/group 2>/dev/null || echo denied")
                        .run()
                        .ok()
                        .out();
        assertThat(out.lines()).containsExactly(name + " (enforce)", "read", "denied");
    }

    @Test
    void profileThatIsNotLoadedFailsCreate(Lab lab) {
        assumeTrue(hasAppArmor(), "needs AppArmor");
        confined(lab, "no-such-profile").tryCreate().refused("apparmor");
    }

    @Test
    void profileOnAHostWithoutAppArmorIsRefused(Lab lab) {
        assumeFalse(hasAppArmor(), "needs a host without AppArmor");
        confined(lab, "docker-default").tryCreate().refused("apparmor");
    }

    @Test
    void emptyLabelsAskForNothing(Lab lab) {
        String out =
                lab.bundle()
                        .merge(
                                """
                                {"process":{"apparmorProfile":"","selinuxLabel":""},"linux":{"mountLabel":""}}
                                """)
                        .shell("echo ran")
                        .run()
                        .ok()
                        .out();
        assertThat(out).isEqualTo("ran\n");
    }

    @Test
    void processLabelOnAHostWithoutSelinuxIsRefused(Lab lab) {
        assumeFalse(hasSelinux(), "needs a host without SELinux");
        lab.bundle()
                .merge(
                        "{\"process\":{\"selinuxLabel\":\"system_u:system_r:container_t:s0:c1,c2\"}}")
                .tryCreate()
                .refused("selinux");
    }

    @Test
    void mountLabelOnAHostWithoutSelinuxIsRefused(Lab lab) {
        assumeFalse(hasSelinux(), "needs a host without SELinux");
        lab.bundle()
                .merge(
                        "{\"linux\":{\"mountLabel\":\"system_u:object_r:container_file_t:s0:c1,c2\"}}")
                .tryCreate()
                .refused("mount");
    }

    @Test
    void processHasItsSelinuxLabel(Lab lab) {
        assumeTrue(hasSelinux(), "needs SELinux");
        String own = Host.text("/proc/self/attr/current");
        String out =
                lab.bundle()
                        .merge("{\"process\":{\"selinuxLabel\":%s}}".formatted(Json.text(own)))
                        .shell("cat /proc/self/attr/current")
                        .run()
                        .ok()
                        .out();
        assertThat(out.replace("\0", "").strip()).isEqualTo(own);
    }

    @Test
    void mountsHaveTheMountLabel(Lab lab) {
        assumeTrue(hasSelinux(), "needs SELinux");
        String out =
                lab.bundle()
                        .merge("{\"linux\":{\"mountLabel\":\"system_u:object_r:tmp_t:s0\"}}")
                        .shell("grep ' /dev ' /proc/mounts; grep ' /proc ' /proc/mounts")
                        .run()
                        .ok()
                        .out();
        assertThat(out.lines().toList().getFirst())
                .contains("context=")
                .contains("system_u:object_r:tmp_t:s0");
        assertThat(out.lines().toList().getLast()).doesNotContain("tmp_t");
    }

    @Test
    void sessionKeyringIsTheContainersOwn(Lab lab) {
        assumeTrue(Files.exists(Path.of("/proc/keys")), "needs a kernel with keyrings");
        String out =
                lab.bundle()
                        .merge("{\"linux\":{\"maskedPaths\":[]}}")
                        .shell("grep keyring /proc/keys")
                        .run()
                        .ok()
                        .out();
        String keyring =
                out.lines()
                        .filter(line -> line.contains(" _ses." + lab.id() + ":"))
                        .findFirst()
                        .orElse(out);
        // proc_keys(5): the fifth column; bit 0x080000 lets the user search it.
        String permissions = keyring.strip().split(" +", -1)[4];
        assertThat(Long.parseLong(permissions, 16) & 0x080000L).as(keyring).isNotZero();
    }

    @Test
    void noNewKeyringLeavesTheCallersOne(Lab lab) {
        assumeTrue(Files.exists(Path.of("/proc/keys")), "needs a kernel with keyrings");
        String out =
                lab.bundle()
                        .merge("{\"linux\":{\"maskedPaths\":[]}}")
                        .shell("cat /proc/keys")
                        .run("--no-new-keyring")
                        .ok()
                        .out();
        assertThat(out).doesNotContain("_ses." + lab.id());
    }
}
