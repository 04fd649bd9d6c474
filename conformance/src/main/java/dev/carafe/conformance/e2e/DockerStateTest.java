package dev.carafe.conformance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

@EndToEnd
class DockerStateTest {

    /** Where a container sees its limits: version 1 below its controller, version 2 at the top. */
    private static final String LIMITS =
            "cd /sys/fs/cgroup; cat memory/memory.limit_in_bytes memory.max pids/pids.max pids.max cpu/cpu.cfs_quota_us"
                    + " cpu.max 2>/dev/null";

    @Test
    void limitsAreTheContainers(Lab lab, Docker docker) {
        Result result =
                docker.run(
                                lab,
                                List.of(
                                        "--rm",
                                        "--memory",
                                        "48m",
                                        "--pids-limit",
                                        "77",
                                        "--cpus",
                                        "0.5"),
                                "sh",
                                "-c",
                                LIMITS)
                        .run();
        assertThat(result.out()).contains("50331648").contains("77").contains("50000");
    }

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
        assertThat(docker.call(lab, "exec", lab.id(), "sh", "-c", LIMITS).out())
                .contains("67108864")
                .contains("88")
                .contains("25000");
    }

    @Test
    void pauseStopsAndUnpauseContinues(Lab lab, Docker docker) {
        docker.boot(lab);
        docker.call(lab, "pause", lab.id()).ok();
        assertThat(docker.inspect(lab, "{{.State.Status}}")).isEqualTo("paused");
        docker.call(lab, "exec", lab.id(), "true").refused("is paused");
        docker.call(lab, "unpause", lab.id()).ok();
        docker.call(lab, "exec", lab.id(), "true").ok();
    }

    @Test
    void statsAndTopShowTheContainer(Lab lab, Docker docker) {
        docker.boot(lab, "--memory", "48m");
        assertThat(
                        docker.call(
                                        lab,
                                        "stats",
                                        "--no-stream",
                                        "--format",
                                        "{{.Name}} {{.MemUsage}} {{.PIDs}}",
                                        lab.id())
                                .ok()
                                .out())
                .contains(lab.id())
                .contains("/ 48MiB");
        assertThat(docker.call(lab, "top", lab.id()).ok().out()).contains("sh -c trap");
    }

    @Test
    void stopGivesTheProcesssStatus(Lab lab, Docker docker) {
        docker.boot(lab);
        Poll.until("its word", () -> docker.call(lab, "logs", lab.id()).out().contains("up"));
        docker.call(lab, "stop", lab.id()).ok();
        assertThat(docker.inspect(lab, "{{.State.Status}} {{.State.ExitCode}}"))
                .isEqualTo("exited 7");
        docker.call(lab, "start", lab.id()).ok();
        docker.call(lab, "kill", lab.id()).ok();
        docker.awaitInspect(lab, "{{.State.Status}} {{.State.ExitCode}}", "exited 137");
    }

    @Test
    void memoryThatRanOutIsTold(Lab lab, Docker docker) {
        docker.run(
                        lab,
                        List.of("--memory", "16m", "--memory-swap", "16m"),
                        "dd",
                        "if=/dev/zero",
                        "of=/dev/null",
                        "bs=64M",
                        "count=1")
                .run()
                .exited(137);
        assertThat(docker.inspect(lab, "{{.State.OOMKilled}}")).isEqualTo("true");
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
        docker.call(lab, "exec", lab.id(), "touch", "/tmp/well").ok();
        docker.awaitInspect(lab, "{{.State.Health.Status}}", "healthy");
    }

    @Test
    void restartPolicyStartsItAgain(Lab lab, Docker docker) {
        docker.run(
                        lab,
                        List.of("--detach", "--restart", "on-failure:2"),
                        "sh",
                        "-c",
                        "echo run; exit 3")
                .run()
                .ok();
        docker.awaitInspect(
                lab, "{{.RestartCount}} {{.State.Status}} {{.State.ExitCode}}", "2 exited 3");
        assertThat(docker.call(lab, "logs", lab.id()).ok().out()).isEqualTo("run\nrun\nrun\n");
    }
}
