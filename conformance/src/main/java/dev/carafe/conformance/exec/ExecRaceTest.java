package dev.carafe.conformance.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import dev.carafe.conformance.harness.Running;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An exec at the moment at which its container ends, stands still, or goes. */
@Conformance
class ExecRaceTest {
    private static final int AT_ONCE = 8;

    /** 128 and SIGKILL: the process was in the container when that ended. */
    private static final int KILLED = 137;

    private static final int OWN_FAILURE = 255;

    private static Container booted(Lab lab) {
        return lab.bundle()
                .merge("{\"linux\":{\"cgroupsPath\":\"/%s\"}}".formatted(lab.id()))
                .boot();
    }

    private static List<Running> execs(Container container, String... command) {
        List<Running> running = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            running.add(container.exec(command).start());
        }
        return running;
    }

    @Test
    void execRunsOrIsKilledOrFailsWhenTheContainerEnds(Lab lab) {
        Container container = booted(lab);
        List<Running> all = execs(container, "/bin/sleep", "1000");
        container.kill("KILL").ok();
        for (Running exec : all) {
            Result result = exec.await();
            assertThat(result.exitCode()).as(result.toString()).isIn(KILLED, OWN_FAILURE, 1);
        }
        container.awaitStatus("stopped").delete().ok();
    }

    @Test
    void execRunsOrIsRefusedWhileTheContainerIsPaused(Lab lab) {
        Container container = booted(lab);
        List<Running> all = execs(container, "/bin/echo", "ran");
        lab.runtime("pause", lab.id()).run().ok();
        container.awaitStatus("paused");
        lab.runtime("resume", lab.id()).run().ok();
        for (Running exec : all) {
            Result result = exec.await();
            if (result.exitCode() == 0) {
                assertThat(result.out()).isEqualTo("ran\n");
            } else {
                result.refused("paused");
            }
        }
        container.exec("/bin/true").run().ok();
    }

    @Test
    void deleteByForceLeavesNoExec(Lab lab) {
        Container container = booted(lab);
        List<Running> all = execs(container, "/bin/sleep", "1000");
        container.delete("--force").ok();
        for (Running exec : all) {
            Result result = exec.await();
            assertThat(result.exitCode()).as(result.toString()).isIn(KILLED, OWN_FAILURE, 1);
        }
        container.tryState().refused("does not exist");
    }

    /** The group of a container that has made groups of its own, which is gone by then. */
    @Test
    void execFollowsInitWhenTheContainersGroupTakesNobody(Lab lab) {
        Host.needUnified();
        Container container =
                lab.bundle()
                        .merge("{\"linux\":{\"cgroupsPath\":\"/%s\"}}".formatted(lab.id()))
                        .namespace("cgroup")
                        .mount("/sys/fs/cgroup", "cgroup", "cgroup", "rw")
                        .capable("CAP_SYS_ADMIN", "CAP_DAC_OVERRIDE")
                        .shell(
                                "cd /sys/fs/cgroup && mkdir init other && echo 1 >init/cgroup.procs &&"
                                        + " echo +pids >cgroup.subtree_control && echo up; exec sleep 1000")
                        .create();
        container.start().ok();
        container.awaitOut("up");
        assertThat(container.exec("/bin/cat", "/proc/self/cgroup").run().ok().out())
                .contains("0::/init");
    }
}
