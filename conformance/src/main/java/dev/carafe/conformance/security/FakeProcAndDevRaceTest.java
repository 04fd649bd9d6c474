package dev.carafe.conformance.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import dev.carafe.conformance.harness.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the runtime takes for a device, a terminal or procfs is exchanged while it works. */
@Conformance
class FakeProcAndDevRaceTest {

    private static final String SWAPPED = "SWAPPED";

    /** CVE-2025-31133, 2025-62161. */
    @Test
    void exchangedNullDeviceIsNotUsedToMask(Lab lab) throws IOException {
        Bundle bundle = FakeProcAndDevTest.bareDev(lab);
        Files.writeString(bundle.rootfs().resolve("etc/swapped"), SWAPPED);
        Files.writeString(bundle.rootfs().resolve("etc/secret"), "SECRET");
        Path device = bundle.rootfs().resolve("dev/null");
        lab.host("mknod", "-m", "666", device.toString(), "c", "1", "3").run().ok();
        Path link =
                Files.createSymbolicLink(
                        bundle.rootfs().resolve("dev/link"), Path.of("/etc/swapped"));
        bundle.merge("{\"linux\":{\"maskedPaths\":[\"/etc/secret\"]}}").shell("cat /etc/secret");
        try (Race race = Race.between(device, link, lab)) {
            race.run(() ->
                    assertThat(bundle.run().out())
                            .doesNotContain(SWAPPED)
                            .doesNotContain("SECRET"));
        }
    }

    /** CVE-2026-41579, 2026-47766, 2026-88264, 2026-88265. */
    @Test
    void exchangedDevNeverLeadsToTheHost(Lab lab) throws IOException {
        Bundle bundle = FakeProcAndDevTest.bareDev(lab);
        Canary canary = new Canary(lab);
        Path directory = bundle.rootfs().resolve("dev");
        Path link = Files.createSymbolicLink(bundle.rootfs().resolve("d"), canary.path());
        try (Race race = Race.between(directory, link, lab)) {
            race.run(() -> {
                bundle.run();
                canary.assertUntouched();
            });
        }
    }

    /** CVE-2025-52565. */
    @Test
    void exchangedTerminalsAreNotMountedAsTheConsole(Lab lab) throws IOException {
        Bundle bundle = FakeProcAndDevTest.bareDev(lab);
        bundle.mount("/dev/pts", "devpts", "devpts", "newinstance", "ptmxmode=0666");
        Path fake = Files.createDirectory(bundle.rootfs().resolve("fake"));
        for (String name : List.of("0", "1", "2", "ptmx")) {
            Files.writeString(fake.resolve(name), SWAPPED);
        }
        Path directory = Files.createDirectory(bundle.rootfs().resolve("dev/pts"));
        Path link = Files.createSymbolicLink(bundle.rootfs().resolve("dev/p"), Path.of("/fake"));
        bundle.merge("{\"process\":{\"terminal\":true}}")
                .shell("if [ -f /dev/console ]; then cat /dev/console; else echo none; fi");
        try (Race race = Race.between(directory, link, lab)) {
            race.run(() -> assertThat(onTerminal(bundle, lab)).doesNotContain(SWAPPED));
        }
        for (String name : List.of("0", "1", "2", "ptmx")) {
            assertThat(fake.resolve(name)).hasContent(SWAPPED);
        }
    }

    /** What the container prints on its terminal; nothing when it could not be made. */
    private static String onTerminal(Bundle bundle, Lab lab) throws IOException {
        Host.needProgram("/usr/bin/python3");
        Path socket = lab.directory().resolve("console");
        Files.deleteIfExists(socket);
        Running listener =
                lab.host(
                                "/usr/bin/python3",
                                lab.helper("descriptor-socket.py").toString(),
                                "console",
                                socket.toString())
                        .start()
                        .awaitOut("listening");
        Result result = bundle.run("--detach", "--console-socket", socket.toString());
        if (result.exitCode() != 0) {
            listener.signal("TERM");
        }
        String out = listener.await().out();
        bundle.container().delete("--force").ok();
        return out;
    }

    /** CVE-2019-19921, 2023-27561, 2025-52881, 2025-62596. */
    @Test
    void exchangedProcIsNotWrittenTo(Lab lab) throws IOException {
        Bundle bundle = lab.bundle();
        Path fake = bundle.rootfs().resolve("fake");
        List<Path> files =
                List.of(
                        fake.resolve("sys/net/ipv4/ip_forward"),
                        fake.resolve("self/attr/exec"),
                        fake.resolve("self/oom_score_adj"),
                        fake.resolve("thread-self/attr/exec"));
        for (Path file : files) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, "fake");
        }
        Path link = Files.createSymbolicLink(bundle.rootfs().resolve("p"), Path.of("/fake"));
        bundle.merge("{\"linux\":{\"sysctl\":{\"net.ipv4.ip_forward\":\"1\"}}}");
        bundle.merge("{\"process\":{\"oomScoreAdj\":100}}");
        try (Race race = Race.between(bundle.rootfs().resolve("proc"), link, lab)) {
            race.run(() -> {
                bundle.run();
                for (Path file : files) {
                    assertThat(file).hasContent("fake");
                }
            });
        }
    }
}
