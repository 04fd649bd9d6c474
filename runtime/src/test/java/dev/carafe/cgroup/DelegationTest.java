package dev.carafe.cgroup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carafe.linux.Errno;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.read.ConfigReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DelegationTest {
    private static final String OWN = "{\"type\": \"cgroup\"}";
    private static final String WRITABLE = "\"rw\"";
    private static final String NO_MAP = "[]";

    @TempDir private Path tree = Path.of("");

    private static Optional<Delegation> of(
            String namespaces, String source, String destination, String option, String map)
            throws Exception {
        String json =
                """
                {"ociVersion": "1.3.0", "root": {"path": "r"},
                 "process": {"args": ["a"], "cwd": "/", "user": {"uid": 5, "gid": 0}},
                 "mounts": [{"destination": "/proc", "type": "proc", "source": "proc"},
                   {"destination": "%s", "type": "cgroup", "source": "%s", "options": [%s]}],
                 "linux": {"namespaces": [%s], "uidMappings": %s,
                   "gidMappings": %s}}
                """
                        .formatted(destination, source, option, namespaces, map, map);
        return Delegation.of(ConfigReader.read(json.getBytes(UTF_8)));
    }

    @Test
    void writableMountInANamespaceOfItsOwnIsDelegated() throws Exception {
        assertThat(of(OWN, "cgroup", "/sys/fs/cgroup", WRITABLE, NO_MAP))
                .contains(new Delegation(5, "/mounts/1"));
        assertThat(of(OWN, "cgroup", "/sys/fs/cgroup/", "", NO_MAP)).isPresent();
    }

    @Test
    void ownerIsTheHostsIdOfTheContainersUser() throws Exception {
        String user = OWN + ",{\"type\": \"user\"}";
        String map =
                "[{\"containerID\": 0, \"hostID\": 1000, \"size\": 1},"
                        + "{\"containerID\": 1, \"hostID\": 100000, \"size\": 10}]";
        assertThat(of(user, "cgroup", "/sys/fs/cgroup", WRITABLE, map))
                .contains(new Delegation(100_004, "/mounts/1"));
        String small = "[{\"containerID\": 0, \"hostID\": 1000, \"size\": 5}]";
        assertThat(of(user, "cgroup", "/sys/fs/cgroup", WRITABLE, small)).isEmpty();
    }

    @Test
    void nothingElseIsDelegated() throws Exception {
        assertThat(of("", "cgroup", "/sys/fs/cgroup", WRITABLE, NO_MAP)).isEmpty();
        String joined = "{\"type\": \"cgroup\", \"path\": \"/proc/1/ns/cgroup\"}";
        assertThat(of(joined, "cgroup", "/sys/fs/cgroup", WRITABLE, NO_MAP)).isEmpty();
        assertThat(of(OWN, "cgroup", "/sys/fs/cgroup", "\"ro\"", NO_MAP)).isEmpty();
        assertThat(of(OWN, "cgroup", "/elsewhere", WRITABLE, NO_MAP)).isEmpty();
        assertThat(of(OWN, "cgroup2", "/sys/fs/cgroup", WRITABLE, NO_MAP)).isEmpty();
    }

    @Test
    void directoryAndTheListedFilesThatAreThereChangeHands() throws Exception {
        assumeTrue(Files.getAttribute(tree, "unix:uid").equals(0), "needs root");
        Path list = Files.writeString(tree.resolve("list"), "cgroup.procs\nmemory.oom.group\n");
        Path cgroup = Files.createDirectory(tree.resolve("c"));
        Path given = Files.createFile(cgroup.resolve("cgroup.procs"));
        Path kept = Files.createFile(cgroup.resolve("cgroup.threads"));
        List<Problem> warnings = new ArrayList<>();
        new Delegation(1234, "").apply(cgroup, list, warnings::add);
        assertThat(Files.getAttribute(cgroup, "unix:uid")).isEqualTo(1234);
        assertThat(Files.getAttribute(given, "unix:uid")).isEqualTo(1234);
        assertThat(Files.getAttribute(kept, "unix:uid")).isEqualTo(0);
        new Delegation(1235, "").apply(cgroup, tree.resolve("none"), warnings::add);
        assertThat(Files.getAttribute(kept, "unix:uid")).isEqualTo(1235);
        assertThat(warnings).isEmpty();
    }

    @Test
    void whatMayNotBeGivenAwayIsWarnedAbout() {
        List<Problem> warnings = new ArrayList<>();
        new Delegation(1234, "/mounts/1")
                .apply(Path.of("/proc/sys/kernel"), tree.resolve("none"), warnings::add);
        assertThat(warnings)
                .singleElement()
                .extracting(Problem::toString)
                .asString()
                .matches("/mounts/1: chown /proc/sys/kernel: .* \\(EPERM\\); the cgroup stays .*");
    }

    @Test
    void cgroupThatIsGoneIsAnError() {
        Path none = tree.resolve("none");
        assertThatExceptionOfType(CgroupException.class)
                .isThrownBy(() -> new Delegation(0, "/mounts/1").apply(none, none, warning -> {}))
                .matches(e -> e.errno().filter(n -> n == Errno.ENOENT).isPresent());
    }
}
