package dev.carafe.conformance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Lab;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In a class of its own, since every test of a class shares its engine. */
@EndToEnd(EngineKind.DOCKER)
class DockerRestartTest {

    @Test
    void containersRunOnWhenTheEngineIsRestarted(Lab lab, Docker docker) {
        docker.run(
                        lab,
                        List.of("--detach"),
                        "sh",
                        "-c",
                        "echo $$ >/tmp/pid; while :; do sleep 0.1; done")
                .run()
                .ok();
        String pid =
                docker.command(lab, "inspect", "--format", "{{.State.Pid}}", lab.id())
                        .run()
                        .ok()
                        .out();
        docker.restart();
        assertThat(
                        docker.command(lab, "inspect", "--format", "{{.State.Pid}}", lab.id())
                                .run()
                                .ok()
                                .out())
                .isEqualTo(pid);
        docker.command(lab, "exec", lab.id(), "test", "-e", "/tmp/pid").run().ok();
        docker.command(lab, "rm", "--force", lab.id()).run().ok();
    }
}
