package dev.carafe.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.linux.CgroupMode;
import dev.carafe.linux.CgroupMounts;
import dev.carafe.linux.HostFacts;
import dev.carafe.linux.KernelCalls;
import dev.carafe.linux.SecurityModules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host that is a directory, but for its kernel. */
class DoctorTest {
    @TempDir Path directory;
    private HostFiles host = HostFiles.of(1);

    @BeforeEach
    void makeHost() throws IOException {
        host =
                new HostFiles(
                        directory.resolve("proc"),
                        directory.resolve("sys"),
                        directory.resolve("etc"),
                        directory.resolve("run"),
                        7);
        for (String type : List.of("pid", "net", "mnt", "ipc", "uts", "cgroup", "time", "user")) {
            write("proc/self/ns/" + type, "");
            write("proc/sys/user/max_%s_namespaces".formatted(type), "1000\n");
        }
        write("proc/sys/kernel/seccomp/actions_avail", "kill_process errno allow\n");
        write("cgroup/cgroup.controllers", "cpu cpuset memory io pids hugetlb rdma\n");
        write("cgroup/user/cgroup.controllers", "cpu memory pids\n");
        write("etc/passwd", "me:x:1000:1000::/:\n");
        write("etc/subuid", "me:100000:65536\n");
        write("etc/subgid", "me:100000:10\n");
    }

    private void write(String file, String text) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private HostFacts facts(int uid, Optional<Path> helper) {
        return new HostFacts(
                uid,
                uid,
                0,
                40,
                false,
                new CgroupMounts(
                        CgroupMode.V2,
                        Map.of(),
                        Optional.of(directory.resolve("cgroup")),
                        Map.of(),
                        Optional.of("/user/own")),
                SecurityModules.NONE,
                Optional.empty(),
                helper,
                helper);
    }

    private Examined find(int uid, String subject) {
        return find(uid, Optional.empty(), subject);
    }

    private Examined find(int uid, Optional<Path> helper, String subject) {
        return new Doctor(host, facts(uid, helper), Map.of())
                .examine().stream()
                        .filter(e -> e.subject().equals(subject))
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void aHostThatHasEverythingIsFine() {
        for (String subject :
                List.of("kernel", "namespaces", "user namespaces", "cgroups", "controllers")) {
            assertThat(find(0, subject).verdict()).as(subject).isEqualTo(Examined.Verdict.OK);
        }
    }

    @Test
    void everyLackSaysWhatToDo() throws IOException {
        Files.delete(directory.resolve("proc/self/ns/time"));
        write("proc/sys/user/max_user_namespaces", "0\n");
        write("cgroup/cgroup.controllers", "cpu memory\n");
        for (String subject : List.of("namespaces", "user namespaces", "controllers")) {
            Examined examined = find(0, subject);
            assertThat(examined.verdict()).isEqualTo(Examined.Verdict.LIMITED);
            assertThat(examined.advice()).isNotEmpty();
        }
        assertThat(find(0, "namespaces").found()).contains("not time");
        assertThat(find(0, "controllers").found()).contains("not cpuset io pids hugetlb rdma");
    }

    @Test
    void aKernelWithoutACallRunsNothing() {
        Examined kernel =
                new Doctor(host, facts(0, Optional.empty()), Map.of())
                        .kernel(List.of(KernelCalls.OPENAT2));
        assertThat(kernel.verdict()).isEqualTo(Examined.Verdict.MISSING);
        assertThat(kernel.found()).contains("openat2 (5.6)");
    }

    @Test
    void aCallThatIsDoneWithoutIsNoLackOfAll() {
        Examined kernel =
                new Doctor(host, facts(0, Optional.empty()), Map.of())
                        .kernel(List.of(KernelCalls.CLONE3));
        assertThat(kernel.verdict()).isEqualTo(Examined.Verdict.LIMITED);
    }

    @Test
    void anOrdinaryUsersIdsHelpersAndDirectoryAreLookedAt() throws IOException {
        assertThat(find(1000, "/etc/subuid").verdict()).isEqualTo(Examined.Verdict.OK);
        assertThat(find(1000, "/etc/subgid").found()).isEqualTo("gives only 10 ids");
        assertThat(find(1000, "newuidmap").verdict()).isEqualTo(Examined.Verdict.LIMITED);
        assertThat(find(1000, "XDG_RUNTIME_DIR").found()).startsWith("is not set");
        Path helper = Files.createFile(directory.resolve("newuidmap"));
        Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(find(1000, Optional.of(helper), "newuidmap").found()).endsWith("is not set-uid");
    }

    @Test
    void anOrdinaryUsersCgroupsAreThoseAboveHisOwn() {
        assertThat(find(1000, "own cgroups").found()).endsWith("with cpu memory pids");
        assertThat(find(1000, "own cgroups").verdict()).isEqualTo(Examined.Verdict.OK);
    }

    @Test
    void aCriuThatCannotWorkIsReportedAsSuch() {
        assertThat(Doctor.checkpoint("/usr/sbin/criu", "3.17", "").verdict())
                .isEqualTo(Examined.Verdict.OK);
        assertThat(Doctor.checkpoint("/usr/sbin/criu", "3.17", "vdso").found())
                .contains("cannot work here: vdso");
        assertThat(Doctor.checkpoint("", "", "").verdict()).isEqualTo(Examined.Verdict.ABSENT);
    }
}
