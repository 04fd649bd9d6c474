package dev.carafe.conformance.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A container that watches what exec brings in. */
@Conformance
class ExecSecurityTest {
    private static final int ROUNDS = 20;

    /** CVE-2024-21626, by exec. */
    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 8, 9, 10})
    void workingDirectoryIsNotADescriptorOfTheHosts(int descriptor, Lab lab) {
        lab.bundle()
                .boot()
                .exec(List.of("--cwd", "/proc/self/fd/" + descriptor), "/bin/true")
                .run()
                .refused();
    }

    @Test
    void processHasNoDescriptorsButItsOwn(Lab lab) {
        assertThat(
                        lab.bundle()
                                .boot()
                                .exec("/bin/sh", "-c", "cd /proc/$$/fd && echo *")
                                .run()
                                .ok()
                                .out())
                .startsWith("0 1 2")
                .doesNotContain(" 4");
    }

    /**
     * A container that may trace its processes looks at each from its first moment: none of its
     * descriptors, nor its directories, may lead to the host's files.
     */
    @Test
    @Tag("carafe")
    void nothingOfTheHostIsOpenInWhatTheContainerSees(Lab lab) throws IOException {
        Host.needProgram("/usr/bin/python3");
        String watch =
                """
                seen=/tmp/seen; : >$seen; echo up
                while :; do
                  for p in /proc/[0-9]*; do
                    case $p in /proc/1) continue;; esac
                    for f in $p/fd/* $p/cwd $p/root; do
                      t=$(readlink $f) || continue
                      [ -d $f/ ] && [ -e $f/../../../../../../../%s ] && echo "$f $t" >>$seen
                    done
                  done
                done
                """
                        .formatted(marker(lab));
        Container container =
                lab.bundle().capable("CAP_SYS_PTRACE", "CAP_DAC_OVERRIDE").shell(watch).create();
        container.start().ok();
        container.awaitOut("up");
        for (int i = 0; i < ROUNDS; i++) {
            container.exec("/bin/true").run().ok();
        }
        Path seen = Path.of("/proc/" + container.pid() + "/root/tmp/seen");
        assertThat(Files.readString(seen)).isEmpty();
    }

    /** Path, from the host's root, of a file that no container has. */
    private static String marker(Lab lab) {
        return lab.file("marker", "").toString().substring(1);
    }

    /** CVE-2019-5736, by exec: the program is what executes it. */
    @Test
    void runtimesBinaryCannotBeWrittenThroughTheProcess(Lab lab) throws IOException {
        Container container = lab.bundle().boot();
        byte[] before = Files.readAllBytes(lab.settings().runtime().toRealPath());
        Running exec =
                container.exec("/proc/self/exe", "sh", "-c", "echo broken >/proc/self/exe").start();
        exec.await();
        assertThat(Files.readAllBytes(lab.settings().runtime().toRealPath())).isEqualTo(before);
    }
}
