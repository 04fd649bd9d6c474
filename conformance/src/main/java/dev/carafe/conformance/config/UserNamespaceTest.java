package dev.carafe.conformance.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Leaks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Conformance
class UserNamespaceTest {

    @Test
    void mapsAreThoseOfTheConfig(Lab lab) {
        String out =
                lab.bundle()
                        .mapped()
                        .shell("cat /proc/self/uid_map /proc/self/gid_map")
                        .run()
                        .ok()
                        .out();
        assertThat(out.lines().map(line -> line.strip().replaceAll(" +", " ")))
                .containsExactly("0 100000 65536", "0 200000 65536");
    }

    @Test
    void severalMapsAreWritten(Lab lab) {
        String out =
                lab.bundle()
                        .mapped()
                        .merge(
                                """
                                {"linux":{"uidMappings":[{"containerID":0,"hostID":100000,"size":1000},
                                                         {"containerID":1000,"hostID":300000,"size":10}]}}
                                """)
                        .shell("cat /proc/self/uid_map")
                        .run()
                        .ok()
                        .out();
        assertThat(out.lines().map(line -> line.strip().replaceAll(" +", " ")))
                .containsExactly("0 100000 1000", "1000 300000 10");
    }

    @Test
    void rootInsideIsTheMappedUserOutside(Lab lab) {
        Container container = lab.bundle().mapped().boot();
        String status = lab.host("cat", "/proc/" + container.pid() + "/status").run().ok().out();
        assertThat(status)
                .containsPattern("Uid:\\s+100000\\s+100000")
                .containsPattern("Gid:\\s+200000\\s+200000");
    }

    @Test
    void filesOfTheRootFilesystemBelongToRoot(Lab lab) {
        assertThat(lab.bundle().mapped().shell("stat -c %u:%g /etc/passwd; id -u").run().ok().out())
                .isEqualTo("0:0\n0\n");
    }

    @Test
    void otherUserIsMappedToo(Lab lab) {
        assertThat(
                        lab.bundle()
                                .mapped()
                                .merge("{\"process\":{\"user\":{\"uid\":1000,\"gid\":1000}}}")
                                .shell("id -u; id -g")
                                .run()
                                .ok()
                                .out())
                .isEqualTo("1000\n1000\n");
    }

    @Test
    void devicesAreTheHosts(Lab lab) {
        assertThat(
                        lab.bundle()
                                .mapped()
                                .shell(
                                        "echo x >/dev/null; head -c 4 /dev/zero | wc -c; ls -l /dev/null")
                                .run()
                                .ok()
                                .out())
                .startsWith("4\n")
                .containsPattern("^4\\ncrw-rw-rw-");
    }

    @Test
    void bindSourceBelowAPrivateDirectoryIsMounted(Lab lab) throws IOException {
        Path closed = lab.subdirectory("closed");
        Path source = Files.createDirectory(closed.resolve("source"));
        Files.writeString(source.resolve("file"), "behind 0700");
        lab.host("chmod", "0700", closed.toString()).run().ok();
        lab.host("chmod", "0755", source.toString()).run().ok();
        assertThat(
                        lab.bundle()
                                .mapped()
                                .bind(source, "/mnt")
                                .shell("cat /mnt/file")
                                .run()
                                .ok()
                                .out())
                .isEqualTo("behind 0700");
    }

    /**
     * What the host shares with others, as systemd has it share everything, and the container has
     * got from there: a device and a directory.
     */
    @ParameterizedTest
    @ValueSource(strings = {"slave", "shared"})
    void mountsInTheContainerDoNotReachTheHost(String propagation, Lab lab) throws IOException {
        Path shared = lab.subdirectory("shared");
        lab.host("mount", "-t", "tmpfs", "--make-shared", "tmpfs", shared.toString()).run().ok();
        lab.afterwards(() -> lab.host("umount", "-l", shared.toString()).run().ok());
        Files.createDirectories(shared.resolve("source/below"));
        Path device = shared.resolve("null");
        lab.host("mknod", "-m", "666", device.toString(), "c", "1", "3").run().ok();
        lab.bundle()
                .mapped()
                .capable("CAP_SYS_ADMIN")
                .merge("{\"linux\":{\"rootfsPropagation\":%s}}".formatted(Json.text(propagation)))
                .add(
                        "/linux/devices",
                        "{\"path\":%s,\"type\":\"c\",\"major\":1,\"minor\":3}"
                                .formatted(Json.text(device.toString())))
                .bind(shared.resolve("source"), "/mnt")
                .shell("mount -t tmpfs tmpfs /mnt/below; mount -o bind /etc/passwd " + device)
                .run()
                .ok();
        assertThat(Leaks.mounts(lab)).singleElement().asString().contains(" " + shared + " ");
    }

    @Test
    void missingMapsAreRefused(Lab lab) {
        lab.bundle().namespace("user").tryCreate().refused();
    }

    @Test
    void overlappingMapsAreRefused(Lab lab) {
        lab.bundle()
                .mapped()
                .add("/linux/uidMappings", "{\"containerID\":5,\"hostID\":400000,\"size\":10}")
                .tryCreate()
                .refused();
    }

    @Test
    void namespaceIsJoinedByPath(Lab lab) throws IOException {
        Container first = lab.bundle("first", lab.id("first")).mapped().boot();
        Path namespace = Path.of("/proc/" + first.pid() + "/ns/user");
        Bundle second = lab.bundle().namespace("user", namespace.toString());
        lab.host("chown", "-R", "-h", "100000:200000", second.rootfs().toString()).run().ok();
        assertThat(second.shell("readlink /proc/self/ns/user").run().ok().out().strip())
                .isEqualTo(Files.readSymbolicLink(namespace).toString());
    }
}
