package dev.carafe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessIdentityTest {
    private static final String STATUS =
            """
            Name:\tx
            Uid:\t0\t0\t0\t0
            Gid:\t0\t0\t0\t0
            Groups:\t 4
            NoNewPrivs:\t0
            Seccomp:\t0
            Seccomp_filters:\t0
            CapInh:\t0000000000000000
            CapPrm:\t000001ffffffffff
            CapEff:\t000001ffffffffff
            CapBnd:\t000001ffffffffff
            CapAmb:\t0000000000000000
            """;

    @TempDir private Path proc;

    private Path process(String name, String mountNamespace, String status) throws IOException {
        Path process = proc.resolve(name);
        Files.createDirectories(process.resolve("ns"));
        Files.createDirectories(process.resolve("attr"));
        for (String namespace : new String[] {"pid", "user", "cgroup"}) {
            Files.createSymbolicLink(
                    process.resolve("ns").resolve(namespace), Path.of(namespace + ":[1]"));
        }
        Files.createSymbolicLink(process.resolve("ns/mnt"), Path.of(mountNamespace));
        Files.createSymbolicLink(
                process.resolve("root"), Files.createDirectories(proc.resolve("host")));
        Files.writeString(process.resolve("status"), status);
        Files.writeString(process.resolve("attr/current"), "unconfined\0");
        return process;
    }

    @Test
    void equalProcessesDoNotDiffer() throws IOException {
        ProcessIdentity one = ProcessIdentity.read(process("1", "mnt:[1]", STATUS));
        ProcessIdentity two = ProcessIdentity.read(process("2", "mnt:[1]", STATUS));
        assertThat(one.differences(two)).isEmpty();
    }

    @Test
    void labelsAreComparedWhereThereAreAny() throws IOException {
        ProcessIdentity one = ProcessIdentity.read(process("1", "mnt:[1]", STATUS));
        Path process = process("2", "mnt:[1]", STATUS);
        assertThat(one.differences(one.readOther(process))).isEmpty();
        Files.writeString(process.resolve("attr/current"), "container_t");
        assertThat(one.differences(one.readOther(process))).containsExactly("security label");
        Files.delete(process.resolve("attr/current"));
        assertThat(one.differences(one.readOther(process))).containsExactly("security label");
    }

    @Test
    void runningProcessDoesNotDifferFromItself() throws IOException {
        Path own = Path.of("/proc/self");
        ProcessIdentity self = ProcessIdentity.read(own);
        assertThat(self.differences(self.readOther(own))).isEmpty();
    }

    @Test
    void everyDifferenceIsNamed() throws IOException {
        ProcessIdentity one = ProcessIdentity.read(process("1", "mnt:[1]", STATUS));
        String other =
                STATUS.replace("CapEff:\t000001", "CapEff:\t000000")
                        .replace("Privs:\t0", "Privs:\t1")
                        .replace("Seccomp:\t0", "Seccomp:\t2")
                        .replace("filters:\t0", "filters:\t1");
        Path process = process("2", "mnt:[2]", other);
        Files.writeString(process.resolve("attr/current"), "container_t");
        assertThat(one.differences(ProcessIdentity.read(process)))
                .containsExactlyInAnyOrder(
                        "mnt namespace",
                        "effective capabilities",
                        "no-new-privileges",
                        "seccomp mode",
                        "number of seccomp filters",
                        "security label");
    }

    @Test
    void anotherRootOfTheSameNameIsAnotherRoot() throws IOException {
        ProcessIdentity one = ProcessIdentity.read(process("1", "mnt:[1]", STATUS));
        Path process = process("2", "mnt:[1]", STATUS);
        Files.delete(process.resolve("root"));
        Files.createSymbolicLink(process.resolve("root"), proc);
        assertThat(one.differences(ProcessIdentity.read(process)))
                .containsExactly("root directory");
    }

    @Test
    void ownGroupAmongTheAdditionalOnesMakesNoDifference() throws IOException {
        ProcessIdentity shell =
                ProcessIdentity.read(
                        process("1", "mnt:[1]", STATUS.replace("Groups:\t 4", "Groups:\t0 4")));
        ProcessIdentity service = ProcessIdentity.read(process("2", "mnt:[1]", STATUS));
        ProcessIdentity docker =
                ProcessIdentity.read(
                        process("3", "mnt:[1]", STATUS.replace("Groups:\t 4", "Groups:\t4 999")));
        assertThat(shell.differences(service)).isEmpty();
        assertThat(shell.differences(docker)).containsExactly("additional groups");
    }

    @Test
    void aProcessThatIsGoneHasNoIdentity() {
        assertThatThrownBy(() -> ProcessIdentity.read(proc.resolve("9")))
                .isInstanceOf(IOException.class);
    }

    @Test
    void theKernelShowsAProcessItsOwnIdentity() throws IOException {
        ProcessIdentity self = ProcessIdentity.read(Path.of("/proc/self"));
        assertThat(self.facts().values()).doesNotContain("absent");
        assertThat(self.facts()).hasSize(17);
    }
}
