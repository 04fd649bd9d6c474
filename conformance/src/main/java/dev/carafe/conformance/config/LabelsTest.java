package dev.carafe.conformance.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

    static Bundle confined(Lab lab, String profile) {
        return lab.bundle()
                .merge("{\"process\":{\"apparmorProfile\":%s}}".formatted(Json.text(profile)));
    }

    /** Loads a profile that refuses /etc/group, and returns its name; it goes with the test. */
    static String loadProfile(Lab lab) {
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
        return name;
    }

    @Test
    void processRunsInItsProfile(Lab lab) {
        String name = loadProfile(lab);
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

    /** The virtual machine's policy has this domain, and a type that it must not touch. */
    static final String DOMAIN = "unconfined_u:unconfined_r:carafe_lab_t:s0:c1,c2";

    static void needDomain() {
        assumeTrue(hasSelinux(), "needs SELinux");
        assumeTrue(Host.text("/sys/fs/selinux/enforce").equals("1"), "needs SELinux that enforces");
        assumeTrue(isContext(DOMAIN), "needs SELinux with the domain carafe_lab_t");
    }

    /** Whether the policy that is loaded knows a context. */
    private static boolean isContext(String context) {
        try {
            Files.writeString(
                    Path.of("/sys/fs/selinux/context"), context, StandardOpenOption.WRITE);
            return true;
        } catch (IOException invalid) {
            return false;
        }
    }

    static Bundle inDomain(Lab lab) {
        return lab.bundle()
                .merge("{\"process\":{\"selinuxLabel\":%s}}".formatted(Json.text(DOMAIN)));
    }

    @Test
    void policyHoldsForTheContainersDomain(Lab lab) {
        needDomain();
        Bundle bundle =
                inDomain(lab)
                        .shell(
                                "cat /proc/self/attr/current; cat /etc/passwd | head -n1; cat /etc/secret || echo denied")
                        .write();
        Path secret = bundle.rootfs().resolve("etc/secret");
        lab.host(
                        "sh",
                        "-c",
                        "echo told >\"$0\" && chcon -t carafe_lab_secret_t \"$0\"",
                        secret.toString())
                .run()
                .ok();
        String out = bundle.run().ok().out();
        assertThat(out.replace("\0", "\n").lines().filter(line -> !line.isEmpty()))
                .containsExactly(DOMAIN, "root:x:0:0:root:/root:/bin/sh", "denied");
    }

    @Test
    void labelThatThePolicyDoesNotKnowFailsCreate(Lab lab) {
        assumeTrue(hasSelinux(), "needs SELinux");
        lab.bundle()
                .merge("{\"process\":{\"selinuxLabel\":\"system_u:system_r:no_such_t:s0\"}}")
                .tryCreate()
                .refused("selinux", "attr", "label");
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
