package dev.carafe.conformance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Lab;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In a class of its own, since every test of a class shares its engine. */
@EndToEnd
class ContainerdRestartTest {

    private static void runsOn(Lab lab, Containerd containerd, Runnable restart) {
        containerd
                .run(lab, List.of("--detach"), lab.id(), "sh", "-c", "while :; do sleep 0.1; done")
                .run()
                .ok();
        restart.run();
        assertThat(containerd.ctr(lab, "task", "ls").run().ok().out()).contains("RUNNING");
        containerd
                .ctr(lab, "task", "exec", "--exec-id", "one", lab.id(), "sh", "-c", "exit 3")
                .run()
                .exited(3);
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
