package dev.carafe.conformance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import java.util.List;
import org.junit.jupiter.api.Test;

@EndToEnd(EngineKind.DOCKER)
class DockerStateTest extends DockerStatePromises {

    @Test
    void updateChangesLimits(Lab lab, Docker docker) {
        docker.boot(lab, "--memory", "48m", "--memory-swap", "96m", "--pids-limit", "77");
        docker.call(
                        lab,
                        "update",
                        "--memory",
                        "64m",
                        "--memory-swap",
                        "128m",
                        "--pids-limit",
                        "88",
                        "--cpus",
                        "0.25",
                        lab.id())
                .ok();
        assertThat(docker.exec(lab, "sh", "-c", LIMITS).ok().out())
                .contains("67108864", "88", "25000");
    }

    @Test
    void execIntoAPausedContainerSaysWhy(Lab lab, Docker docker) {
        docker.boot(lab);
        docker.call(lab, "pause", lab.id()).ok();
        docker.exec(lab, "true").refused("is paused");
        docker.call(lab, "unpause", lab.id()).ok();
    }

    @Test
    void memoryThatRanOutIsTold(Lab lab, Docker docker) {
        runOutOfMemory(lab, docker);
        docker.awaitInspect(lab, "{{.State.OOMKilled}}", "true");
    }

    @Test
    void checkpointThatCannotBeMadeSaysSoAndTheContainerRunsOn(Lab lab, Docker docker) {
        Host.needNoCriu();
        docker.boot(lab);
        docker.call(lab, "checkpoint", "create", lab.id(), "first").refused("checkpoint", "criu");
        docker.exec(lab, "true").ok();
    }

    @Test
    void checkpointIsRestoredWithItsMemory(Lab lab, Docker docker) {
        Host.needCriu();
        docker.run(lab, List.of("--detach"), "sh", "-c", Counter.SCRIPT).run().ok();
        int before = Counter.await(lab, docker, 3);
        docker.call(lab, "checkpoint", "create", "--leave-running", lab.id(), "first").ok();
        int between = Counter.await(lab, docker, before + 3);
        docker.call(lab, "checkpoint", "create", lab.id(), "second").ok();
        docker.awaitInspect(lab, "{{.State.Status}}", "exited");
        docker.call(lab, "start", "--checkpoint", "second", lab.id()).ok();
        Counter.await(lab, docker, between + 3);
        docker.call(lab, "stop", "--time", "0", lab.id()).ok();
    }

    @Test
    void healthIsFoundByExec(Lab lab, Docker docker) {
        docker.boot(
                lab,
                "--health-cmd",
                "test -e /tmp/well",
                "--health-interval",
                "500ms",
                "--health-retries",
                "1");
        docker.awaitInspect(lab, "{{.State.Health.Status}}", "unhealthy");
        docker.exec(lab, "touch", "/tmp/well").ok();
        docker.awaitInspect(lab, "{{.State.Health.Status}}", "healthy");
    }
}
