package dev.carafe.conformance.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Result;
import dev.carafe.conformance.harness.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * CVE-2025-31133, 2025-62161, 2025-52881, 2025-62596: what the runtime takes for a device or procfs
 * is not.
 */
@Conformance
class FakeProcAndDevTest {

    @Test
    void nullDeviceThatIsALinkIsNotUsedToMask(Lab lab) throws IOException {
        Bundle bundle = bareDev(lab);
        Files.writeString(bundle.rootfs().resolve("etc/swapped"), "SWAPPED");
        Files.writeString(bundle.rootfs().resolve("etc/secret"), "SECRET");
        Files.createSymbolicLink(bundle.rootfs().resolve("dev/null"), Path.of("/etc/swapped"));
        bundle.merge("{\"linux\":{\"maskedPaths\":[\"/etc/secret\"]}}");
        Result result = bundle.shell("cat /etc/secret").run();
        assertThat(result.out()).doesNotContain("SWAPPED").doesNotContain("SECRET");
    }

    @Test
    void nullDeviceThatIsAFileIsNotUsedToMask(Lab lab) throws IOException {
        Bundle bundle = bareDev(lab);
        Files.writeString(bundle.rootfs().resolve("dev/null"), "SWAPPED");
        Files.writeString(bundle.rootfs().resolve("etc/secret"), "SECRET");
        bundle.merge("{\"linux\":{\"maskedPaths\":[\"/etc/secret\"]}}");
        Result result = bundle.shell("cat /etc/secret").run();
        assertThat(result.out()).doesNotContain("SWAPPED").doesNotContain("SECRET");
    }

    @Test
    void sysctlIsNotWrittenThroughAFakeProc(Lab lab) throws IOException {
        Bundle bundle = lab.bundle().withoutMount("/proc");
        Path fake = bundle.rootfs().resolve("proc/sys/net/ipv4");
        Files.createDirectories(fake);
        Path file = Files.writeString(fake.resolve("ip_forward"), "fake");
        bundle.merge(
                "{\"linux\":{\"sysctl\":{\"net.ipv4.ip_forward\":\"1\"},\"maskedPaths\":[],\"readonlyPaths\":[]}}");
        bundle.run();
        assertThat(file).hasContent("fake");
    }

    @Test
    void fifoInPlaceOfThePasswdFileDoesNotHang(Lab lab) throws IOException {
        Bundle bundle = lab.bundle();
        Path passwd = bundle.rootfs().resolve("etc/passwd");
        Files.delete(passwd);
        lab.host("mkfifo", passwd.toString()).run().ok();
        Running run = bundle.shell("echo fine").startRun();
        assertThat(Poll.within(lab.settings().scaled(Duration.ofSeconds(3)), () -> !run.alive()))
                .isTrue();
    }

    static Bundle bareDev(Lab lab) {
        return lab.bundle()
                .withoutMount("/dev")
                .withoutMount("/dev/pts")
                .withoutMount("/dev/shm")
                .withoutMount("/dev/mqueue");
    }
}
