package dev.carafe.conformance.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

@Conformance
class MaskedPathsTest {

    @Test
    void maskedFileReadsEmpty(Lab lab) throws IOException {
        Bundle bundle = lab.bundle().merge("{\"linux\":{\"maskedPaths\":[\"/etc/secret\"]}}");
        Files.writeString(bundle.rootfs().resolve("etc/secret"), "secret");
        assertThat(bundle.shell("cat /etc/secret; echo end").run().ok().out()).isEqualTo("end\n");
    }

    @Test
    void maskedDirectoryIsEmptyAndReadOnly(Lab lab) throws IOException {
        Bundle bundle = lab.bundle().merge("{\"linux\":{\"maskedPaths\":[\"/etc/private\"]}}");
        Files.writeString(
                Files.createDirectory(bundle.rootfs().resolve("etc/private")).resolve("secret"),
                "secret");
        assertThat(
                        bundle.shell(
                                        "ls /etc/private; touch /etc/private/x 2>/dev/null || echo read-only")
                                .run()
                                .ok()
                                .out())
                .isEqualTo("read-only\n");
    }

    @Test
    void severalDirectoriesAreMaskedApart(Lab lab) throws IOException {
        Bundle bundle =
                lab.bundle().merge("{\"linux\":{\"maskedPaths\":[\"/home\",\"/var\",\"/usr\"]}}");
        Files.writeString(bundle.rootfs().resolve("var/secret"), "secret");
        assertThat(
                        bundle.shell(
                                        "ls /home /var /usr; grep -cE ' /(home|var|usr) ' /proc/self/mountinfo")
                                .run()
                                .ok()
                                .out())
                .doesNotContain("secret")
                .endsWith("3\n");
    }

    @Test
    void absentPathIsFine(Lab lab) {
        lab.bundle()
                .merge(
                        "{\"linux\":{\"maskedPaths\":[\"/absent\"],\"readonlyPaths\":[\"/absent\"]}}")
                .run()
                .ok();
    }

    @Test
    void readonlyPathRefusesWritesAndCanBeRead(Lab lab) {
        Bundle bundle = lab.bundle().merge("{\"linux\":{\"readonlyPaths\":[\"/etc\"]}}");
        assertThat(
                        bundle.shell(
                                        "grep -c alice /etc/passwd; touch /etc/x 2>/dev/null || echo read-only; touch /var/x && echo fine")
                                .run()
                                .ok()
                                .out())
                .isEqualTo("1\nread-only\nfine\n");
    }

    @Test
    void readonlyFileRefusesWrites(Lab lab) {
        Bundle bundle = lab.bundle().merge("{\"linux\":{\"readonlyPaths\":[\"/etc/passwd\"]}}");
        assertThat(bundle.shell("echo x >>/etc/passwd || echo read-only").run().ok().out())
                .isEqualTo("read-only\n");
    }

    @Test
    void defaultPathsOfProcAreProtected(Lab lab) {
        Bundle bundle = lab.bundle().capable("CAP_SYS_ADMIN");
        Result result =
                bundle.shell(
                                "cat /proc/kcore /proc/keys /proc/acpi/x 2>/dev/null | wc -c; echo x 2>/dev/null >/proc/sysrq-trigger || echo refused; echo 1 2>/dev/null >/proc/sys/kernel/panic || echo refused")
                        .run()
                        .ok();
        assertThat(result.out()).isEqualTo("0\nrefused\nrefused\n");
    }
}
