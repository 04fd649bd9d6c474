package dev.carafe.conformance.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Leaks;
import dev.carafe.conformance.harness.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("vm")
@Conformance
class CgroupPathTest {

    @Test
    void processesAreInTheListedCgroupOfEveryController(Lab lab) throws IOException {
        Cgroup cgroup = new Cgroup(lab);
        Container container = lab.bundle().merge(cgroup.patch("{}")).boot();
        List<String> lines = Files.readAllLines(Path.of("/proc/" + container.pid() + "/cgroup"));
        List<String> wrong = new ArrayList<>(lines);
        wrong.removeIf(line -> line.endsWith(":" + cgroup.path()));
        // A hierarchy without controllers may be left alone, and so may the empty v2 part of a
        // hybrid machine.
        wrong.removeIf(
                line -> line.contains("name=") || (!Host.unified() && line.startsWith("0::")));
        assertThat(wrong).isEmpty();
    }

    @Test
    void cgroupIsRemovedWithTheContainer(Lab lab) {
        Cgroup cgroup = new Cgroup(lab);
        Container container = lab.bundle().merge(cgroup.patch("{}")).boot();
        assertThat(cgroup.directory("memory")).isDirectory();
        container.delete("--force").ok();
        assertThat(cgroup.directory("memory")).doesNotExist();
    }

    @Test
    void cgroupBelowAnotherIsMadeAndRemoved(Lab lab) {
        Cgroup cgroup = new Cgroup("/" + lab.id() + "/inner");
        lab.bundle().merge(cgroup.patch("{}")).boot().delete("--force").ok();
        assertThat(cgroup.directory("memory")).doesNotExist();
        removeParent(lab);
    }

    @Test
    void withoutAPathTheCgroupHasTheContainersName(Lab lab) throws IOException {
        Container container = lab.bundle().boot();
        assertThat(Files.readString(Path.of("/proc/" + container.pid() + "/cgroup")))
                .contains(lab.id());
    }

    @Test
    void relativePathIsBelowAPlaceOfTheRuntimesChoice(Lab lab) throws IOException {
        Container container =
                lab.bundle()
                        .merge("{\"linux\":{\"cgroupsPath\":\"%s\"}}".formatted(lab.id("relative")))
                        .boot();
        assertThat(Files.readString(Path.of("/proc/" + container.pid() + "/cgroup")))
                .contains(lab.id("relative"));
    }

    @Test
    void childProcessesStayInTheCgroup(Lab lab) throws IOException {
        Cgroup cgroup = new Cgroup(lab);
        Container container = lab.bundle().merge(cgroup.patch("{}")).boot();
        Poll.until("two processes", () -> count(cgroup) >= 2);
        assertThat(container.status()).isEqualTo("running");
    }

    @Test
    void failedCreateLeavesNoCgroup(Lab lab) {
        Cgroup cgroup = new Cgroup(lab);
        lab.bundle().merge(cgroup.patch("{}")).args("no-such-program").tryCreate().refused();
        assertThat(cgroup.directory("memory")).doesNotExist();
    }

    /** As runc from 1.2 on; before, it warned. */
    @Test
    @Tag("carafe")
    void inhabitedCgroupIsRefusedAndLeftAlone(Lab lab) {
        Cgroup cgroup = new Cgroup(lab);
        Bundle first = lab.bundle("first", lab.id("first")).merge(cgroup.patch("{}"));
        Container inhabitant = first.boot();
        Bundle second = lab.bundle().merge(cgroup.patch("{}"));
        second.tryCreate().refused();
        assertThat(inhabitant.status()).isEqualTo("running");
        assertThat(cgroup.directory("memory")).isDirectory();
        lab.container(lab.id()).tryState().refused("does not exist");
    }

    @Test
    void cgroupNamespaceHidesWhatIsAbove(Lab lab) {
        Bundle bundle = lab.bundle().namespace("cgroup").merge(new Cgroup(lab).patch("{}"));
        String out = bundle.shell("cat /proc/self/cgroup").run().ok().out();
        assertThat(out).doesNotContain(lab.id());
    }

    @Test
    void pathDoesNotLeadOutOfTheHierarchy(Lab lab) throws IOException {
        Container container =
                lab.bundle()
                        .merge(
                                "{\"linux\":{\"cgroupsPath\":\"/../x/../../%s\"}}"
                                        .formatted(lab.id()))
                        .boot();
        assertThat(Files.readString(Path.of("/proc/" + container.pid() + "/cgroup")))
                .contains(":/" + lab.id() + "\n");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void relativePathIsBelowTheCallersCgroup(boolean given, Lab lab) throws IOException {
        Host.needV1("memory");
        String outer = lab.id("outer");
        Path group = Path.of("/sys/fs/cgroup/memory", outer);
        lab.host("mkdir", group.toString()).run().ok();
        lab.afterwards(() -> lab.host("rmdir", group.toString()).run().ok());
        Bundle bundle = lab.bundle().staying();
        if (given) {
            bundle.merge("{\"linux\":{\"cgroupsPath\":\"%s\"}}".formatted(lab.id()));
        }
        bundle.write();
        lab.host(
                        "sh",
                        "-c",
                        "echo 0 >%s/cgroup.procs; exec %s --root %s create --bundle %s %s >/dev/null 2>&1"
                                .formatted(
                                        group,
                                        lab.settings().runtime(),
                                        lab.root(),
                                        bundle.directory(),
                                        lab.id()))
                .run()
                .ok();
        Container container = lab.container(lab.id());
        assertThat(Files.readString(Path.of("/proc/" + container.pid() + "/cgroup")))
                .contains(":memory:/" + outer + "/" + lab.id() + "\n");
        container.delete("--force").ok();
    }

    private static long count(Cgroup cgroup) {
        try {
            return Files.readAllLines(cgroup.directory("memory").resolve("cgroup.procs")).size();
        } catch (IOException gone) {
            return 0;
        }
    }

    /** Whether a parent that the runtime made is removed with the child is left to the runtime. */
    private static void removeParent(Lab lab) {
        for (Path cgroup : Leaks.cgroups(lab)) {
            lab.host("rmdir", cgroup.toString()).run().ok();
        }
    }
}
