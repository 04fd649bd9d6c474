package dev.carafe.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.linux.CgroupMode;
import dev.carafe.linux.CgroupMounts;
import dev.carafe.linux.HostFacts;
import dev.carafe.linux.SecurityModules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The single checks, on a host that is a directory. */
class HostCheckTest {
    private static final int RLIMIT_NOFILE = 7;
    private static final long CLONE_NEWNET = 0x40000000;
    private static final long CLONE_NEWUSER = 0x10000000;

    @TempDir Path directory;
    private HostFiles host = HostFiles.of(1);
    private final List<Finding> findings = new ArrayList<>();

    @BeforeEach
    void makeHost() throws IOException {
        host =
                new HostFiles(
                        directory.resolve("proc"),
                        directory.resolve("sys"),
                        directory.resolve("etc"),
                        directory.resolve("run"),
                        7);
        for (String type : List.of("net", "user")) {
            write("proc/self/ns/" + type, "");
            write("proc/sys/user/max_%s_namespaces".formatted(type), "1000\n");
        }
    }

    private void write(String file, String text) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static HostFacts facts(int uid, long capabilities) {
        return new HostFacts(
                uid,
                uid,
                capabilities,
                40,
                false,
                new CgroupMounts(
                        CgroupMode.V2, Map.of(), Optional.empty(), Map.of(), Optional.empty()),
                SecurityModules.NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private NamespaceCheck namespaces(int uid) {
        return new NamespaceCheck(host, facts(uid, 0), findings::add);
    }

    private ResourceCheck resources(int uid, long capabilities) {
        return new ResourceCheck(host, facts(uid, capabilities), findings::add);
    }

    private List<String> messages() {
        return findings.stream().map(Finding::message).toList();
    }

    @Test
    void namespacesMustBeInTheKernelAndAllowed() throws IOException {
        namespaces(0).check(CLONE_NEWNET | CLONE_NEWUSER, "/p");
        assertThat(findings).isEmpty();
        write("proc/sys/user/max_net_namespaces", "0\n");
        Files.delete(directory.resolve("proc/self/ns/user"));
        namespaces(0).check(CLONE_NEWNET | CLONE_NEWUSER, "/p");
        assertThat(messages())
                .containsExactlyInAnyOrder(
                        "no network namespace may be made", "this kernel has no user namespaces");
    }

    @Test
    void switchesForUnprivilegedUserNamespacesAreForTheUnprivileged() throws IOException {
        write("proc/sys/kernel/unprivileged_userns_clone", "0\n");
        write("proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1\n");
        namespaces(0).check(CLONE_NEWUSER, "/p");
        assertThat(findings).isEmpty();
        namespaces(1000).check(CLONE_NEWUSER, "/p");
        assertThat(findings)
                .extracting(Finding::severity)
                .containsExactly(Finding.Severity.ERROR, Finding.Severity.WARNING);
    }

    @Test
    void aHigherHardLimitNeedsTheCapability() throws IOException {
        StringBuilder limits = new StringBuilder("Limit  Soft Limit  Hard Limit  Units\n");
        for (int i = 0; i < RLIMIT_NOFILE; i++) {
            limits.append("Max something             unlimited  unlimited  bytes\n");
        }
        limits.append(
                "Max open files            1024                 4096                 files\n");
        write("proc/7/limits", limits.toString());
        resources(0, 0).limit(RLIMIT_NOFILE, 4096, "/p");
        resources(0, 0).limit(0, -1, "/p");
        resources(0, 1L << 24).limit(RLIMIT_NOFILE, -1, "/p");
        assertThat(findings).isEmpty();
        resources(0, 0).limit(RLIMIT_NOFILE, -1, "/p");
        assertThat(messages()).containsExactly("RLIMIT_NOFILE: the hard limit here is 4096");
    }

    @Test
    void subordinateIdsMustBeGranted() throws IOException {
        write("etc/passwd", "root:x:0:0::/:\nme:x:1000:1000::/:\n");
        write("etc/subuid", "other:1:5\nme:100000:10\n1000:100010:10\nbroken\n");
        List<String> granted = List.of("/usr/bin/newuidmap", "0", "1000", "1", "1", "100000", "20");
        resources(1000, 0).idMaps(granted, "/p");
        assertThat(findings).isEmpty();
        resources(1000, 0).idMaps(List.of("/usr/bin/newuidmap", "0", "100000", "21"), "/p");
        assertThat(messages())
                .containsExactly("/etc/subuid does not give ids 100000 to 100020 to user 1000");
    }

    @Test
    void devicesFileSystemsAndNodesMustBeThere() throws IOException {
        write("proc/7/net/dev", "Inter-|\n  eth0: 1 2\n");
        write("proc/filesystems", "nodev\tproc\n\text4\n");
        write("sys/devices/system/node/node0/x", "");
        ResourceCheck check = resources(0, 0);
        check.netDevice("eth0", "/p");
        check.fileSystem("proc", "/p");
        check.fileSystem("ext4", "/p");
        check.memoryNodes(List.of(0), "/p");
        assertThat(findings).isEmpty();
        check.netDevice("eth", "/p");
        check.fileSystem("ext", "/p");
        check.memoryNodes(List.of(1), "/p");
        assertThat(findings).hasSize(3);
    }

    @Test
    void aProfileIsLookedForWhereTheListCanBeRead() throws IOException {
        resources(0, 0).profile("apparmor/exec", "exec mine", "/p");
        assertThat(findings).isEmpty();
        write("sys/kernel/security/apparmor/profiles", "mine (enforce)\n");
        resources(0, 0).profile("apparmor/exec", "exec mine", "/p");
        assertThat(findings).isEmpty();
        resources(0, 0).profile("apparmor/exec", "exec min", "/p");
        assertThat(messages()).containsExactly("AppArmor profile \"min\" is not loaded");
    }

    @Test
    void realTimePoliciesNeedTheCapability() {
        resources(0, 1L << 23).scheduler(1, 0, "/p");
        resources(0, 0).scheduler(0, 5, "/p");
        assertThat(findings).isEmpty();
        resources(0, 0).scheduler(6, 0, "/p");
        assertThat(findings).hasSize(1);
    }
}
