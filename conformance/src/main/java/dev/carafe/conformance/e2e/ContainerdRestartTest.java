package dev.carafe.conformance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Lab;
import org.junit.jupiter.api.Test;

/** In a class of its own, since every test of a class shares its engine. */
@EndToEnd(EngineKind.CONTAINERD)
class ContainerdRestartTest {

    private static void runsOn(Lab lab, Containerd containerd, Runnable restart) {
        containerd.boot(lab);
        restart.run();
        assertThat(containerd.status(lab)).isEqualTo("running");
        containerd.exec(lab, "sh", "-c", "exit 3").exited(3);
        containerd.ctr(lab, "task", "pause", lab.id()).run().ok();
        containerd.ctr(lab, "task", "resume", lab.id()).run().ok();
        containerd.ctr(lab, "task", "rm", "--force", lab.id()).run().ok();
    }

    @Test
    void containersRunOnWhenTheEngineIsRestarted(Lab lab, Containerd containerd) {
        runsOn(lab, containerd, containerd::restart);
    }

    @Test
    void containersRunOnWhenTheEngineIsKilled(Lab lab, Containerd containerd) {
        runsOn(lab, containerd, containerd::crash);
    }
}
