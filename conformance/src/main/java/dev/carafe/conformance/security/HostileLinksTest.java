package dev.carafe.conformance.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * CVE-2019-16884, 2019-19921, 2023-27561, 2025-54867, 2026-41579: the image puts links where the
 * runtime mounts.
 */
@Conformance
class HostileLinksTest {

    /** The parts of an image that the runtime mounts on or writes to. */
    @ParameterizedTest
    @CsvSource({
        "proc,absolute",
        "proc,relative",
        "sys,absolute",
        "sys,relative",
        "dev,absolute",
        "dev,relative"
    })
    void linkInPlaceOfAStandardDirectoryNeverLeadsToTheHost(String name, String kind, Lab lab)
            throws IOException {
        Bundle bundle = lab.bundle();
        Canary canary = new Canary(lab);
        Files.delete(bundle.rootfs().resolve(name));
        Files.createSymbolicLink(bundle.rootfs().resolve(name), canary.link(kind));
        Result result = bundle.shell("cat /proc/self/mounts").run();
        canary.assertUntouched();
        if (result.exitCode() != 0) {
            result.refused();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"absolute", "relative"})
    void linkAtAMountTargetStaysInTheContainer(String kind, Lab lab) throws IOException {
        Bundle bundle = lab.bundle();
        Canary canary = new Canary(lab);
        Files.createSymbolicLink(bundle.rootfs().resolve("mnt"), canary.link(kind));
        bundle.mount("/mnt/made/here", "tmpfs", "tmpfs")
                .bind(lab.file("file", "text"), "/mnt/file")
                .run();
        canary.assertUntouched();
    }

    @Test
    void danglingLinkAtAMountTargetMakesNothingOnTheHost(Lab lab) throws IOException {
        Bundle bundle = lab.bundle();
        Canary canary = new Canary(lab);
        Files.createSymbolicLink(bundle.rootfs().resolve("mnt"), canary.path().resolve("made"));
        bundle.bind(lab.file("file", "text"), "/mnt").run();
        canary.assertUntouched();
    }

    @Test
    void linkInAMaskedOrReadonlyPathLeavesTheHostAlone(Lab lab) throws IOException {
        Bundle bundle = lab.bundle();
        Canary canary = new Canary(lab);
        Files.createSymbolicLink(bundle.rootfs().resolve("etc/masked"), canary.path());
        Files.createSymbolicLink(
                bundle.rootfs().resolve("etc/readonly"), canary.path().resolve("secret"));
        bundle.merge(
                "{\"linux\":{\"maskedPaths\":[\"/etc/masked\"],\"readonlyPaths\":[\"/etc/readonly\"]}}");
        bundle.staying().operation("run", "--detach").run();
        canary.assertUntouched();
    }

    @Test
    void linkAtTheWorkingDirectoryStaysInTheContainer(Lab lab) throws IOException {
        Bundle bundle = lab.bundle();
        Canary canary = new Canary(lab);
        Files.createSymbolicLink(bundle.rootfs().resolve("srv"), canary.path());
        Result result =
                bundle.merge("{\"process\":{\"cwd\":\"/srv/made\"}}").shell("ls -a . ..").run();
        assertThat(result.out()).doesNotContain("secret");
        canary.assertUntouched();
    }

    @Test
    void linkAtADeviceOrConsoleMakesNothingOnTheHost(Lab lab) throws IOException {
        Bundle bundle =
                lab.bundle()
                        .withoutMount("/dev")
                        .withoutMount("/dev/pts")
                        .withoutMount("/dev/shm")
                        .withoutMount("/dev/mqueue");
        Canary canary = new Canary(lab);
        for (String name : List.of("null", "zero", "tty", "console", "fd", "ptmx", "mine")) {
            Files.createSymbolicLink(
                    bundle.rootfs().resolve("dev").resolve(name), canary.path().resolve(name));
        }
        bundle.merge(
                "{\"linux\":{\"devices\":[{\"path\":\"/dev/mine\",\"type\":\"c\",\"major\":1,\"minor\":3,\"fileMode\":438,\"uid\":0,\"gid\":0}]}}");
        bundle.run();
        canary.assertUntouched();
    }

    @ParameterizedTest
    @ValueSource(strings = {"proc", "sys", "dev", "dev/shm"})
    void fileWhereADirectoryIsDueIsAnErrorThatLeavesNothing(String name, Lab lab)
            throws IOException {
        Bundle bundle = lab.bundle();
        if (name.contains("/")) {
            bundle.withoutMount("/dev").withoutMount("/dev/pts").withoutMount("/dev/mqueue");
        } else {
            Files.delete(bundle.rootfs().resolve(name));
        }
        Files.createFile(bundle.rootfs().resolve(name));
        bundle.tryCreate().refused();
    }

    @Test
    void rootFilesystemThatIsALinkIsResolvedOrRefused(Lab lab) throws IOException {
        Bundle bundle = lab.bundle();
        Path real = lab.directory().resolve("real");
        Files.move(bundle.rootfs(), real);
        Files.createSymbolicLink(bundle.rootfs(), real);
        Result result = bundle.shell("ls /").run();
        assertThat(result.out()).doesNotContain("conformance");
    }
}
