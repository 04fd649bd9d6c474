package dev.carafe.conformance.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Leaks;
import dev.carafe.conformance.harness.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Conformance
class MountsTest {

    @Test
    void fileIsBoundOnAnExistingFile(Lab lab) {
        Path file = lab.file("motd", "from the host");
        Bundle bundle = lab.bundle().bind(file, "/etc/group").shell("cat /etc/group");
        assertThat(bundle.run().ok().out()).isEqualTo("from the host");
    }

    @Test
    void missingTargetsAreMadeAsTheSourceIs(Lab lab) {
        Path file = lab.file("motd", "from the host");
        Path directory = lab.subdirectory("directory");
        Bundle bundle =
                lab.bundle()
                        .bind(file, "/new/deep/file")
                        .bind(directory, "/new/deep/directory")
                        .mount("/new/tmp", "tmpfs", "tmpfs")
                        .shell(
                                "cat /new/deep/file; test -d /new/deep/directory && grep -q ' /new/tmp ' /proc/mounts && echo fine");
        assertThat(bundle.run().ok().out()).isEqualTo("from the hostfine\n");
    }

    @Test
    void typeMayBeAbsentForABindMount(Lab lab) {
        Path file = lab.file("motd", "from the host");
        Bundle bundle =
                lab.bundle()
                        .add(
                                "/mounts",
                                "{\"destination\":\"/motd\",\"source\":%s,\"options\":[\"bind\"]}"
                                        .formatted(Json.text(file.toString())))
                        .shell("cat /motd");
        assertThat(bundle.run().ok().out()).isEqualTo("from the host");
    }

    @Test
    void relativeBindSourceIsBelowTheBundle(Lab lab) throws IOException {
        Bundle bundle = lab.bundle().mount("/mnt", "bind", "data", "rbind").shell("cat /mnt/file");
        Files.writeString(
                Files.createDirectory(bundle.directory().resolve("data")).resolve("file"),
                "relative");
        assertThat(bundle.run().ok().out()).isEqualTo("relative");
    }

    @Test
    void missingBindSourceIsAnErrorThatNamesIt(Lab lab) {
        lab.bundle()
                .bind(lab.directory().resolve("nowhere"), "/mnt")
                .tryCreate()
                .refused("nowhere");
    }

    /** Later kernels list mounts by when they were made, rather than attached. */
    @Test
    void mountsAreListedInOrder(Lab lab) {
        Bundle bundle = lab.bundle();
        for (String name : List.of("a", "c")) {
            bundle.mount("/" + name + "1", "tmpfs", "tmpfs")
                    .mount("/" + name + "2", "bind", lab.subdirectory(name).toString(), "bind");
        }
        assertThat(
                        bundle.shell("grep -o ' /[ac][12] ' /proc/self/mountinfo | tr -d ' \\n'")
                                .run()
                                .ok()
                                .out())
                .isEqualTo("/a1/a2/c1/c2");
    }

    @Test
    void mountsAreMadeInOrder(Lab lab) {
        Bundle bundle =
                lab.bundle()
                        .mount("/mnt", "tmpfs", "first", "size=100k")
                        .mount("/mnt", "tmpfs", "second", "size=200k")
                        .mount("/mnt/below", "tmpfs", "third")
                        .shell(
                                "grep ' /mnt ' /proc/mounts | tail -1 | cut -d' ' -f1; grep -q ' /mnt/below ' /proc/mounts && echo below");
        assertThat(bundle.run().ok().out()).isEqualTo("second\nbelow\n");
    }

    @Test
    void tmpcopyupKeepsWhatTheImageHolds(Lab lab) {
        Bundle bundle =
                lab.bundle()
                        .mount("/etc", "tmpfs", "tmpfs", "tmpcopyup")
                        .shell("grep alice /etc/passwd && echo new >/etc/new && ls /etc");
        assertThat(bundle.run().ok().out()).contains("alice").contains("new");
        assertThat(bundle.rootfs().resolve("etc/new")).doesNotExist();
    }

    @Test
    void defaultFileSystemsAreMountable(Lab lab) {
        String out = lab.bundle().shell("cut -d' ' -f2,3 /proc/mounts").run().ok().out();
        assertThat(out)
                .contains(
                        "/proc proc",
                        "/dev tmpfs",
                        "/dev/pts devpts",
                        "/dev/shm tmpfs",
                        "/dev/mqueue mqueue",
                        "/sys sysfs");
    }

    @Test
    void nothingOfTheHostIsVisible(Lab lab) {
        String targets = lab.bundle().shell("cut -d' ' -f5 /proc/self/mountinfo").run().ok().out();
        assertThat(targets).doesNotContain(lab.directory().toString()).doesNotContain("/boot");
        assertThat(lab.bundle("second", lab.id("b")).shell("ls /").run().ok().out().lines())
                .containsExactlyInAnyOrder(
                        "bin", "dev", "etc", "home", "proc", "root", "sys", "tmp", "usr", "var");
    }

    @Test
    void readOnlyRootRefusesWritesAndMountsStayWritable(Lab lab) {
        Bundle bundle =
                lab.bundle()
                        .merge("{\"root\":{\"readonly\":true}}")
                        .mount("/tmp", "tmpfs", "tmpfs")
                        .shell("touch /x 2>/dev/null && echo bad; touch /tmp/x && echo fine");
        assertThat(bundle.run().ok().out()).isEqualTo("fine\n");
        assertThat(bundle.rootfs().resolve("x")).doesNotExist();
    }

    @Test
    void writableRootTakesWrites(Lab lab) {
        Bundle bundle = lab.bundle().shell("echo text >/x");
        bundle.run().ok();
        assertThat(bundle.rootfs().resolve("x")).hasContent("text");
    }

    @ParameterizedTest
    @CsvSource({"shared,shared:", "slave,''", "private,''", "unbindable,unbindable"})
    void rootfsPropagationIsThatOfTheRootMount(String propagation, String shown, Lab lab) {
        Bundle bundle =
                lab.bundle()
                        .merge(
                                "{\"linux\":{\"rootfsPropagation\":%s}}"
                                        .formatted(Json.text(propagation)))
                        .shell("grep ' / / \\| /[^ ]* / ' /proc/self/mountinfo");
        String line = bundle.run().ok().out();
        if (!shown.isEmpty()) {
            assertThat(line).contains(shown);
        } else {
            assertThat(line).doesNotContain("shared:");
        }
    }

    @Test
    void mountsInTheContainerDoNotReachTheHost(Lab lab) {
        lab.bundle()
                .capable("CAP_SYS_ADMIN")
                .shell("mkdir /m; mount -t tmpfs tmpfs /m; echo up; sleep 1000")
                .run("--detach")
                .ok();
        assertThat(Leaks.mounts(lab)).isEmpty();
    }

    @Test
    void destinationBelowALinkStaysInTheContainer(Lab lab) throws IOException {
        Bundle bundle = lab.bundle();
        Files.createSymbolicLink(bundle.rootfs().resolve("link"), Path.of("/var"));
        assertThat(
                        bundle.mount("/link/data", "tmpfs", "tmpfs")
                                .shell("grep -q ' /var/data ' /proc/mounts && echo fine")
                                .run()
                                .ok()
                                .out())
                .isEqualTo("fine\n");
    }

    @Test
    void cgroupMountShowsTheContainersCgroup(Lab lab) {
        Bundle bundle =
                lab.bundle()
                        .namespace("cgroup")
                        .mount(
                                "/sys/fs/cgroup",
                                "cgroup",
                                "cgroup",
                                "nosuid",
                                "noexec",
                                "nodev",
                                "relatime",
                                "ro")
                        .shell(
                                "ls /sys/fs/cgroup; grep ' /sys/fs/cgroup' /proc/self/mountinfo; touch /sys/fs/cgroup/x");
        Result result = bundle.run();
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.out()).containsAnyOf("memory", "cgroup.procs");
    }
}
