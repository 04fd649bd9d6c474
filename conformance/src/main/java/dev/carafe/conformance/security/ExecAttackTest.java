package dev.carafe.conformance.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a container may try when somebody executes a process in it. */
@Conformance
class ExecAttackTest {

    private static final Duration LENGTH = Duration.ofSeconds(3);

    /** CVE-2022-29162, 2022-27650, 2025-27612. */
    @Test
    void capabilitiesOfTheCommandLineAreNotInheritable(Lab lab) {
        Container container = lab.bundle().boot();
        String status =
                exec(lab, container, "--cap", "CAP_NET_RAW", "cat", "/proc/self/status").ok().out();
        assertThat(field(status, "CapBnd") >> 13 & 1).isEqualTo(1);
        assertThat(field(status, "CapInh")).isZero();
        assertThat(field(status, "CapAmb")).isZero();
    }

    /** CVE-2026-30892. */
    @ParameterizedTest
    @ValueSource(strings = {"1", "1:2"})
    void userIsTheOneOfTheCommandLine(String user, Lab lab) {
        Container container = lab.bundle().boot();
        assertThat(exec(lab, container, "--user", user, "id", "-u").ok().out()).isEqualTo("1\n");
    }

    /** CVE-2026-30892: what is no number must not become 0. */
    @ParameterizedTest
    @ValueSource(strings = {"1x", "0x1", "-1", "1:2:3", "4294967296", "4294967295"})
    void userThatIsNoIdIsRefused(String user, Lab lab) {
        Container container = lab.bundle().boot();
        Result result = exec(lab, container, "--user=" + user, "id", "-u");
        assertThat(result.out()).as(result::toString).isNotEqualTo("0\n");
        result.refused();
    }

    /** CVE-2024-21626. */
    @Test
    void workingDirectoryThroughADescriptorDoesNotReachTheHost(Lab lab) throws IOException {
        Canary canary = new Canary(lab);
        Bundle bundle = lab.bundle();
        String look = "cat ./../../../../../../../.." + canary.path() + "/secret; ls -d .";
        List<String> directories = new ArrayList<>();
        for (int number = 3; number < 13; number++) {
            Path link = bundle.rootfs().resolve("link" + number);
            Files.createSymbolicLink(link, Path.of("/proc/self/fd/" + number));
            directories.add("/proc/self/fd/" + number);
            directories.add("/link" + number);
        }
        Container container = bundle.boot();
        for (String directory : directories) {
            Result result = exec(lab, container, "--cwd", directory, "sh", "-c", look);
            assertThat(result.out()).doesNotContain(Canary.SECRET);
        }
    }

    /** A process with CAP_SYS_PTRACE sees the descriptors of what enters the container. */
    @Test
    void descriptorsOfAnEnteringProcessLeadNowhere(Lab lab) throws IOException {
        Canary canary = new Canary(lab);
        Bundle bundle = lab.bundle().capable("CAP_SYS_PTRACE", "CAP_DAC_READ_SEARCH");
        String secret = canary.path().resolve("secret").toString();
        Container container =
                HostPython.running("descriptor-thief.py", bundle, lab, secret).create();
        container.start().ok();
        container.awaitOut("looking");
        long end = System.nanoTime() + LENGTH.toNanos();
        while (System.nanoTime() < end || !container.out().contains("looked at 200")) {
            exec(lab, container, "true").ok();
            assertThat(container.out()).doesNotContain("stolen");
        }
        // So that the test means something: one that is handed over on purpose is found.
        lab.runtime("exec", "--preserve-fds", "1", lab.id(), "sleep", "2")
                .via("sh", "-c", "exec \"$@\" 3<" + canary.path(), "sh")
                .run()
                .ok();
        container.awaitOut("stolen");
        container.kill("KILL").ok();
    }

    private static Result exec(Lab lab, Container container, String... words) {
        List<String> all = new ArrayList<>(List.of("exec"));
        int options = 0;
        while (words[options].startsWith("-")) {
            all.add(words[options]);
            options++;
            if (!words[options - 1].contains("=")) {
                all.add(words[options]);
                options++;
            }
        }
        all.add(container.id());
        all.addAll(List.of(words).subList(options, words.length));
        return lab.runtime(all.toArray(String[]::new)).run();
    }

    private static long field(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> Long.parseUnsignedLong(line.substring(name.length() + 1).strip(), 16))
                .findFirst()
                .orElseThrow();
    }
}
