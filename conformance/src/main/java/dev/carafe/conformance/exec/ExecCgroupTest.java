package dev.carafe.conformance.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which control groups a process that exec starts is in. */
@Conformance
class ExecCgroupTest {
    private static Container booted(Lab lab) {
        return lab.bundle()
                .merge("{\"linux\":{\"cgroupsPath\":\"/%s\"}}".formatted(lab.id()))
                .boot();
    }

    private static List<String> lines(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/cgroup"));
    }

    private static long pid(Lab lab, Container container, List<String> flags) throws IOException {
        Path file = lab.directory().resolve("pid");
        List<String> all = new ArrayList<>(flags);
        all.addAll(List.of("--detach", "--pid-file", file.toString()));
        container.exec(all, "/bin/sleep", "1000").run().ok();
        return Long.parseLong(Files.readString(file).strip());
    }

    /** The container's directory in the hierarchy of the pids controller. */
    private static Path directory(Lab lab) {
        return Path.of(Host.unified() ? "/sys/fs/cgroup" : "/sys/fs/cgroup/pids").resolve(lab.id());
    }

    @Test
    void processIsWhereTheContainersInitIs(Lab lab) throws IOException {
        Container container = booted(lab);
        assertThat(lines(pid(lab, container, List.of()))).isEqualTo(lines(container.pid()));
    }

    @Test
    void pathLeadsBelowTheContainersCgroups(Lab lab) throws IOException {
        Host.needUnified();
        Container container = booted(lab);
        Files.createDirectory(directory(lab).resolve("inner"));
        assertThat(lines(pid(lab, container, List.of("--cgroup", "inner"))))
                .contains("0::/" + lab.id() + "/inner");
    }

    @Test
    void controllerHasAPathOfItsOwn(Lab lab) throws IOException {
        Host.needV1("pids");
        Container container = booted(lab);
        Files.createDirectory(directory(lab).resolve("inner"));
        List<String> lines = lines(pid(lab, container, List.of("--cgroup", "pids:inner")));
        assertThat(lines).anyMatch(line -> line.endsWith(":pids:/" + lab.id() + "/inner"));
        assertThat(lines).contains(memory(container));
    }

    private static String memory(Container container) throws IOException {
        return lines(container.pid()).stream()
                .filter(line -> line.contains(":memory:"))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"absent", "..", "../..", "nothing:inner", "pids:../.."})
    void cgroupThatIsNotBelowTheContainersIsRefused(String path, Lab lab) {
        booted(lab).exec(List.of("--cgroup", path), "/bin/true").run().refused();
    }

    /** As systemd does in a container: then the kernel lets nobody into the group itself. */
    @Test
    void processFollowsInitIntoAGroupThatItHasMade(Lab lab) throws IOException {
        Host.needUnified();
        Container container = booted(lab);
        Path group = directory(lab);
        Files.createDirectory(group.resolve("init.scope"));
        Files.writeString(group.resolve("init.scope/cgroup.procs"), Long.toString(container.pid()));
        // What init had started before ends soon.
        Poll.until(
                "nobody in the group itself",
                () -> Host.text(group.resolve("cgroup.procs").toString()).isEmpty());
        Files.writeString(group.resolve("cgroup.subtree_control"), "+pids");
        assertThat(lines(pid(lab, container, List.of())))
                .contains("0::/" + lab.id() + "/init.scope");
    }

    @Test
    void pausedContainerIsRefusedUnlessTheCallerCanWait(Lab lab) {
        Container container = booted(lab);
        lab.runtime("pause", lab.id()).run().ok();
        container.exec("/bin/true").run().refused("paused");
        Running exec = container.exec(List.of("--ignore-paused"), "/bin/echo", "thawed").start();
        lab.runtime("resume", lab.id()).run().ok();
        assertThat(exec.await().ok().out()).isEqualTo("thawed\n");
    }
}
