package dev.carafe.conformance.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import dev.carafe.conformance.harness.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** CVE-2019-5736: the container gets hold of the runtime's binary and overwrites it. */
@Conformance
class RuntimeBinaryTest {

    @Test
    void waitingInitRunsFromACopyOrAReadOnlyMount(Lab lab) throws IOException {
        assertThat(sealed(lab, lab.bundle().create())).isTrue();
    }

    @Test
    void containerCannotOverwriteTheRuntime(Lab lab) throws IOException {
        byte[] before = Files.readAllBytes(lab.settings().runtime());
        Container victim = lab.bundle("victim", lab.id("victim")).staying().create();
        Assumptions.assumeTrue(
                sealed(lab, victim), "the attack would succeed and damage this machine");
        Bundle attacker =
                lab.bundle()
                        .withoutNamespace("pid")
                        .capable("CAP_SYS_PTRACE", "CAP_DAC_OVERRIDE", "CAP_SYS_ADMIN");
        attacker.shell(
                """
                exec 3</proc/%1$d/exe; echo open
                while ! [ -e /go ]; do sleep 0.05; done
                echo evil >/proc/self/fd/3; echo evil >/proc/%1$d/exe; echo done
                """
                        .formatted(victim.pid()));
        Running attack = attacker.startRun();
        attack.awaitOut("open");
        victim.delete("--force").ok();
        Files.createFile(attacker.rootfs().resolve("go"));
        attack.awaitOut("done").await();
        assertThat(Files.readAllBytes(lab.settings().runtime())).isEqualTo(before);
    }

    /**
     * A running file cannot be written to in any case; through a read-only mount the kernel says so
     * first.
     */
    private static boolean sealed(Lab lab, Container container) throws IOException {
        String exe = "/proc/" + container.pid() + "/exe";
        return !Files.isSameFile(Path.of(exe), lab.settings().runtime())
                || lab.host("sh", "-c", ": >" + exe)
                        .run()
                        .refused()
                        .err()
                        .contains("Read-only file system");
    }

    @Test
    void imageWhoseProgramIsProcSelfExeGetsNoHandleOnTheHost(Lab lab) throws IOException {
        byte[] before = Files.readAllBytes(lab.settings().runtime());
        Bundle bundle = lab.bundle();
        Files.createSymbolicLink(bundle.rootfs().resolve("entry"), Path.of("/proc/self/exe"));
        Result result = bundle.args("/entry", "--version").run();
        assertThat(result.out()).doesNotContain(Canary.SECRET);
        assertThat(Files.readAllBytes(lab.settings().runtime())).isEqualTo(before);
    }

    /**
     * A resident engine has one copy for all: whose owner a container can be, and change its mode.
     */
    @Test
    @Tag("carafe")
    void containerCannotSpoilTheCopyForOthers(Lab lab) {
        Container victim = lab.bundle().create();
        String exe = "/proc/" + victim.pid() + "/exe";
        Bundle other = lab.bundle("other", lab.id("other")).args("/bin/true");
        for (String[] spoiling : new String[][] {{"chmod", "000"}, {"chown", "1:1"}}) {
            lab.host(spoiling[0], spoiling[1], exe).run().ok();
            try {
                other.run().ok();
            } finally {
                lab.host("chown", "0:0", exe).run().ok();
                lab.host("chmod", "755", exe).run().ok();
            }
        }
    }

    @Test
    void initIsNotReadableByAnOrdinaryUser(Lab lab) {
        Host.needProgram("/usr/bin/setpriv");
        Container container = lab.bundle().create();
        lab.host("ls", "/proc/" + container.pid() + "/fd")
                .via("/usr/bin/setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups")
                .run()
                .refused("permission denied");
    }
}
