package dev.carafe.conformance.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CVE-2024-21626: a descriptor of the host leaks, and the working directory is set through it. */
@Conformance
class LeakedDescriptorTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void workingDirectoryThroughADescriptorDoesNotReachTheHost(int number, Lab lab)
            throws IOException {
        Canary canary = new Canary(lab);
        String target = "/proc/self/fd/" + number;
        for (String directory : List.of(target, target + "/../../..", "/link")) {
            Bundle bundle = lab.bundle("bundle" + directory.length(), lab.id());
            Files.createSymbolicLink(bundle.rootfs().resolve("link"), Path.of(target));
            Result result =
                    bundle.merge("{\"process\":{\"cwd\":%s}}".formatted(Json.text(directory)))
                            .shell(
                                    "cat ./../../../../../../../.."
                                            + canary.path()
                                            + "/secret; ls -d .")
                            .run();
            assertThat(result.out()).doesNotContain(Canary.SECRET);
        }
        canary.assertUntouched();
    }

    @Test
    void noDescriptorOfTheHostIsOpenInTheProcess(Lab lab) {
        String out =
                lab.bundle()
                        .shell("for f in /proc/$$/fd/*; do readlink $f; done; true")
                        .run()
                        .ok()
                        .out();
        // Stdio is the caller's, by design: output files below the test's directory, and /dev/null.
        assertThat(out.lines().filter(line -> line.startsWith("/")))
                .allMatch(line ->
                        line.contains("/output/")
                                || line.equals("/dev/null")
                                || line.endsWith("/fd"));
    }

    @Test
    void noDescriptorOfTheHostIsOpenInAStartContainerHook(Lab lab) throws IOException {
        Bundle bundle =
                lab.bundle()
                        .merge(
                                "{\"hooks\":{\"startContainer\":[{\"path\":\"/bin/sh\",\"args\":[\"sh\",\"-c\",\"for f in /proc/$$/fd/*; do readlink $f; done >/seen; true\"]}]}}");
        bundle.run().ok();
        assertThat(Files.readString(bundle.rootfs().resolve("seen")))
                .doesNotContain(lab.root().toString());
    }
}
