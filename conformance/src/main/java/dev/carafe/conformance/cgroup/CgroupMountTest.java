package dev.carafe.conformance.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Leaks;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Result;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mount of type cgroup, and what a container can do with it. */
@Tag("vm")
@Conformance
class CgroupMountTest {

    /** Where a container sees its own cgroup of a controller. */
    private static final String MEMORY =
            Host.unified() ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory";

    private static Bundle mounted(Lab lab, String... options) {
        Bundle bundle = lab.bundle().merge(new Cgroup(lab).patch("{\"pids\":{\"limit\":33}}"));
        return bundle.mount("/sys/fs/cgroup", "cgroup", "cgroup", options);
    }

    private static Bundle privateNamespace(Lab lab, String... options) {
        return mounted(lab, options).namespace("cgroup");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readOnlyMountRefusesGroupsAndLimits(boolean ownNamespace, Lab lab) {
        Bundle bundle = ownNamespace ? privateNamespace(lab, "ro") : mounted(lab, "ro");
        Result result =
                bundle.shell(
                                "mkdir %1$s/x; echo 1 >%1$s/cgroup.procs; mkdir /sys/fs/cgroup/y; ls /sys/fs/cgroup/x /sys/fs/cgroup/y; true"
                                        .formatted(MEMORY))
                        .run()
                        .ok();
        assertThat(result.err()).contains("Read-only file system");
        assertThat(result.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void limitsOfTheContainerAreSeenAtTheMount(boolean ownNamespace, Lab lab) {
        Bundle bundle = ownNamespace ? privateNamespace(lab, "ro") : mounted(lab, "ro");
        // In the host's namespace, version 2 shows the whole tree.
        String directory =
                Host.unified()
                        ? "/sys/fs/cgroup" + (ownNamespace ? "" : "/" + lab.id())
                        : "/sys/fs/cgroup/pids";
        assertThat(bundle.shell("cat " + directory + "/pids.max").run().ok().out())
                .isEqualTo("33\n");
    }

    @Test
    void hierarchiesAreThoseOfTheHost(Lab lab) {
        Host.needV1("memory");
        String out = privateNamespace(lab, "ro").shell("ls /sys/fs/cgroup").run().ok().out();
        assertThat(out.lines()).contains("cpu", "cpuset", "devices", "freezer", "memory", "pids");
    }

    @Test
    void mountPointsCannotRunProgramsOrHaveDevices(Lab lab) {
        String out =
                privateNamespace(lab, "ro", "nosuid", "nodev", "noexec")
                        .shell("grep ' " + MEMORY + " ' /proc/self/mountinfo")
                        .run()
                        .ok()
                        .out();
        assertThat(out).contains("ro").contains("nosuid").contains("nodev").contains("noexec");
    }

    @Test
    void groupsThatTheContainerMadeAreRemovedWithIt(Lab lab) {
        Bundle bundle =
                privateNamespace(lab)
                        .shell(
                                "mkdir -p %1$s/a/b && sh -c 'echo 0 >%1$s/a/b/cgroup.procs; echo up; exec sleep 1000' & wait"
                                        .formatted(MEMORY));
        Container container = bundle.create();
        container.start().ok();
        container.awaitOut("up");
        assertThat(new Cgroup(lab).directory("memory").resolve("a/b")).isDirectory();
        container.delete("--force").ok();
        assertThat(Leaks.cgroups(lab)).isEmpty();
    }

    @Test
    void stragglersInGroupsOfTheContainerAreKilled(Lab lab) {
        Bundle bundle =
                privateNamespace(lab)
                        .withoutNamespace("pid")
                        .shell(
                                "mkdir %1$s/a && sh -c 'echo 0 >%1$s/a/cgroup.procs; echo up; exec sleep 1000' & wait"
                                        .formatted(MEMORY));
        Container container = bundle.create();
        container.start().ok();
        container.awaitOut("up");
        container.delete("--force").ok();
        Poll.until("the end of all processes", () -> Leaks.processes(lab).isEmpty());
        assertThat(Leaks.cgroups(lab)).isEmpty();
    }

    /** The peers fail, and leave processes that nobody can end before someone thaws them. */
    @Test
    @Tag("carafe")
    void groupThatTheContainerHasFrozenDoesNotStopTheDeletion(Lab lab) {
        String freezer = Host.unified() ? "/sys/fs/cgroup" : "/sys/fs/cgroup/freezer";
        String freeze = Host.unified() ? "1 >%s/a/cgroup.freeze" : "FROZEN >%s/a/freezer.state";
        Bundle bundle =
                privateNamespace(lab)
                        .shell(
                                ("mkdir %1$s/a; sleep 1000 & echo $! >%1$s/a/cgroup.procs; echo "
                                                + freeze.formatted(freezer)
                                                + "; echo up; while :; do sleep 0.05; done")
                                        .formatted(freezer));
        Container container = bundle.create();
        container.start().ok();
        container.awaitOut("up");
        container.delete("--force").ok();
        assertThat(Leaks.cgroups(lab)).isEmpty();
    }

    @Test
    void writableMountIsDelegatedToTheContainersUser(Lab lab) throws IOException {
        Host.needUnified();
        Bundle bundle =
                privateNamespace(lab, "rw")
                        .merge("{\"process\":{\"user\":{\"uid\":12,\"gid\":12}}}");
        bundle.shell(
                "mkdir /sys/fs/cgroup/sub && echo made; echo 9 >/sys/fs/cgroup/pids.max || echo kept; echo up; while :; do sleep 0.05; done");
        Container container = bundle.create();
        container.start().ok();
        container.awaitOut("up");
        assertThat(container.out()).contains("made\nkept\n");
        assertThat(owner(lab, "cgroup.procs")).isEqualTo(12);
        assertThat(owner(lab, "pids.max")).isEqualTo(0);
    }

    @Test
    void readOnlyMountIsNotDelegated(Lab lab) throws IOException {
        Host.needUnified();
        privateNamespace(lab, "ro")
                .merge("{\"process\":{\"user\":{\"uid\":12,\"gid\":12}}}")
                .boot();
        assertThat(owner(lab, "cgroup.procs")).isEqualTo(0);
    }

    private static Object owner(Lab lab, String file) throws IOException {
        return Files.getAttribute(new Cgroup(lab).directory("").resolve(file), "unix:uid");
    }
}
