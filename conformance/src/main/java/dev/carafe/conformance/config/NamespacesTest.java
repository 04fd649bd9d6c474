package dev.carafe.conformance.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Conformance
class NamespacesTest {

    @ParameterizedTest
    @CsvSource({
        "pid,pid",
        "network,net",
        "ipc,ipc",
        "uts,uts",
        "mount,mnt",
        "cgroup,cgroup",
        "time,time"
    })
    void newNamespaceDiffersFromTheHosts(String type, String file, Lab lab) throws IOException {
        String inside =
                lab.bundle()
                        .namespace(type)
                        .shell("readlink /proc/self/ns/" + file)
                        .run()
                        .ok()
                        .out()
                        .strip();
        assertThat(inside).startsWith(file + ":[").isNotEqualTo(hosts(file));
    }

    @ParameterizedTest
    @CsvSource({"pid,pid", "network,net", "ipc,ipc", "uts,uts", "cgroup,cgroup", "time,time"})
    void namespaceThatIsNotListedIsTheHosts(String type, String file, Lab lab) throws IOException {
        Bundle bundle = lab.bundle().withoutNamespace(type);
        if (type.equals("uts")) {
            bundle.merge("{\"hostname\":null}");
        }
        if (type.equals("ipc")) {
            bundle.withoutMount("/dev/mqueue");
        }
        String inside = bundle.shell("readlink /proc/self/ns/" + file).run().ok().out().strip();
        assertThat(inside).isEqualTo(hosts(file));
    }

    @ParameterizedTest
    @CsvSource({"pid,pid", "network,net", "ipc,ipc", "uts,uts", "cgroup,cgroup", "time,time"})
    void namespaceIsJoinedByPath(String type, String file, Lab lab) {
        Container first = lab.bundle("first", lab.id("first")).namespace(type).boot();
        String path = "/proc/" + first.pid() + "/ns/" + file;
        Bundle second = lab.bundle().namespace(type, path).shell("readlink /proc/self/ns/" + file);
        if (type.equals("uts")) {
            second.merge("{\"hostname\":null}");
        }
        String expected = lab.host("readlink", path).run().ok().out();
        assertThat(second.run().ok().out()).isEqualTo(expected);
    }

    /** runc makes the mounts on the host, and leaves them there; crun 1.8.1 fails. */
    @Tag("carafe")
    @Test
    void mountsWithoutAMountNamespaceAreNotOnTheHostAndGoWithTheContainer(Lab lab)
            throws IOException {
        Bundle bundle =
                lab.bundle()
                        .withoutNamespace("mount")
                        .merge("{\"linux\":{\"maskedPaths\":null,\"readonlyPaths\":null}}")
                        .mount("/mnt", "tmpfs", "tmpfs", "ro")
                        .shell(
                                "readlink /proc/self/ns/mnt; touch /mnt/x 2>/dev/null || echo ro;"
                                        + " test -c /dev/null && echo up; exec sleep 1000");
        Container container = bundle.create();
        container.start().ok();
        container.awaitOut("up");
        assertThat(container.out().lines().toList())
                .startsWith(Files.readSymbolicLink(Path.of("/proc/self/ns/mnt")).toString(), "ro");
        assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
                .doesNotContain(bundle.rootfs().toString());
        container.kill("KILL").ok();
        container.awaitStatus("stopped");
        assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
                .doesNotContain(bundle.rootfs().toString());
    }

    @Test
    void severalNamespacesAreJoinedAtOnce(Lab lab) {
        Container first = lab.bundle("first", lab.id("first")).boot();
        Bundle second = lab.bundle().merge("{\"hostname\":null}");
        StringBuilder expected = new StringBuilder();
        for (String[] pair :
                List.of(
                        new String[] {"pid", "pid"},
                        new String[] {"network", "net"},
                        new String[] {"ipc", "ipc"},
                        new String[] {"uts", "uts"})) {
            String path = "/proc/" + first.pid() + "/ns/" + pair[1];
            second.namespace(pair[0], path);
            expected.append(lab.host("readlink", path).run().ok().out());
        }
        second.shell("cd /proc/self/ns; for n in pid net ipc uts; do readlink $n; done");
        assertThat(second.run().ok().out()).isEqualTo(expected.toString());
    }

    @Test
    void processIsFirstInItsPidNamespace(Lab lab) {
        assertThat(lab.bundle().shell("echo $$").run().ok().out()).isEqualTo("1\n");
    }

    @Test
    void networkNamespaceHasALoopbackThatIsUp(Lab lab) {
        assertThat(lab.bundle().shell("ip link show lo").run().ok().out()).contains("LOOPBACK,UP");
    }

    @Test
    void pathOfAnotherTypeIsRefused(Lab lab) {
        lab.bundle().namespace("network", "/proc/self/ns/uts").tryCreate().refused();
    }

    @Test
    void pathThatDoesNotExistIsRefused(Lab lab) {
        lab.bundle().namespace("network", "/nonexistent/ns").tryCreate().refused("no such file");
    }

    @Test
    void pathThatIsNoNamespaceIsRefused(Lab lab) {
        lab.bundle().namespace("network", lab.file("plain", "").toString()).tryCreate().refused();
    }

    @Test
    void namespaceListedTwiceIsRefused(Lab lab) {
        lab.bundle()
                .add("/linux/namespaces", "{\"type\":\"uts\"}")
                .tryCreate()
                .refused("duplicate", "twice", "uts", "more than once");
    }

    @Test
    void sysctlIsNotSetInTheHostsOwnNetworkNamespace(Lab lab) {
        lab.bundle()
                .namespace("network", "/proc/1/ns/net")
                .merge("{\"linux\":{\"sysctl\":{\"net.ipv4.ip_default_ttl\":\"77\"}}}")
                .tryCreate()
                .refused("net");
        assertThat(Host.text("/proc/sys/net/ipv4/ip_default_ttl")).isNotEqualTo("77");
    }

    @Test
    void timeOffsetsAreSeenInside(Lab lab) {
        Result result =
                lab.bundle()
                        .namespace("time")
                        .merge("{\"linux\":{\"timeOffsets\":{\"boottime\":{\"secs\":1000000000}}}}")
                        .shell("cut -d. -f1 /proc/uptime")
                        .run()
                        .ok();
        assertThat(Long.parseLong(result.out().strip())).isGreaterThan(1_000_000_000L);
    }

    private static String hosts(String file) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/ns", file)).toString();
    }
}
