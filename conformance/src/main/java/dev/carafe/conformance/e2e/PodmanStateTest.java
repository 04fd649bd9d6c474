package dev.carafe.conformance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

@EndToEnd
class PodmanStateTest {

    @Test
    void limitsAreTheContainers(Lab lab, Podman podman) {
        Result result =
                podman.run(
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
                                "cd /sys/fs/cgroup; cat memory/memory.limit_in_bytes memory.max pids/pids.max pids.max"
                                        + " cpu/cpu.cfs_quota_us cpu.max 2>/dev/null")
                        .run();
        assertThat(result.out()).contains("50331648").contains("77").contains("50000");
    }

    @Test
    void pauseStopsAndUnpauseContinues(Lab lab, Podman podman) {
        podman.boot(lab);
        podman.call(lab, "pause", lab.id()).ok();
        assertThat(podman.inspect(lab, "{{.State.Status}}")).isEqualTo("paused");
        podman.call(lab, "unpause", lab.id()).ok();
        podman.call(lab, "exec", lab.id(), "true").ok();
    }

    @Test
    void statsAndTopShowTheContainer(Lab lab, Podman podman) {
        podman.boot(lab, "--memory", "48m");
        assertThat(
                        podman.call(
                                        lab,
                                        "stats",
                                        "--no-stream",
                                        "--format",
                                        "{{.Name}} {{.MemUsage}} {{.PIDs}}",
                                        lab.id())
                                .ok()
                                .out())
                .contains(lab.id())
                .contains("/ 50.33MB");
        assertThat(podman.call(lab, "top", lab.id()).ok().out()).contains("sh -c trap");
    }

    @Test
    void stopGivesTheProcesssStatusAndStartRunsItAgain(Lab lab, Podman podman) {
        podman.boot(lab);
        Poll.until("its word", () -> podman.call(lab, "logs", lab.id()).out().contains("up"));
        podman.call(lab, "stop", lab.id()).ok();
        assertThat(podman.inspect(lab, "{{.State.Status}} {{.State.ExitCode}}"))
                .isEqualTo("exited 7");
        podman.call(lab, "start", lab.id()).ok();
        podman.call(lab, "kill", lab.id()).ok();
        assertThat(podman.call(lab, "wait", lab.id()).ok().out()).isEqualTo("137\n");
        podman.call(lab, "rm", lab.id()).ok();
    }

    @Test
    void memoryThatRanOutEndsTheProcess(Lab lab, Podman podman) {
        podman.run(
                        lab,
                        List.of("--memory", "16m"),
                        "dd",
                        "if=/dev/zero",
                        "of=/dev/null",
                        "bs=64M",
                        "count=1")
                .run()
                .exited(137);
    }

    @Test
    void healthIsFoundByExec(Lab lab, Podman podman) {
        // systemd would be asked to repeat it; here it is asked for by hand.
        podman.boot(
                lab,
                "--health-cmd",
                "test -e /tmp/well",
                "--health-interval",
                "disable",
                "--health-retries",
                "1");
        podman.call(lab, "healthcheck", "run", lab.id()).exited(1);
        podman.call(lab, "exec", lab.id(), "touch", "/tmp/well").ok();
        podman.call(lab, "healthcheck", "run", lab.id()).ok();
    }

    @Test
    void podSharesNamespacesAndIsPlayedAgain(Lab lab, Podman podman) throws IOException {
        String pod = lab.id("pod");
        lab.afterwards(
                () -> podman.call(lab, "pod", "rm", "--force", "--time", "0", "--ignore", pod));
        podman.call(lab, "pod", "create", "--name", pod, "--network", "none").ok();
        podman.boot(lab, "--pod", pod);
        podman.call(
                        lab,
                        "run",
                        "--detach",
                        "--pod",
                        pod,
                        "--name",
                        lab.id("b"),
                        Image.NAME,
                        "sleep",
                        "1000")
                .ok();
        String networks =
                podman.call(lab, "exec", lab.id(), "readlink", "/proc/self/ns/net").ok().out()
                        + podman.call(lab, "exec", lab.id("b"), "readlink", "/proc/self/ns/net")
                                .ok()
                                .out();
        assertThat(networks.lines().distinct().count()).isEqualTo(1);
        Path kube = lab.directory().resolve("pod.yaml");
        podman.call(lab, "generate", "kube", "--filename", kube.toString(), pod).ok();
        podman.call(lab, "pod", "rm", "--force", "--time", "0", pod).ok();
        assertThat(Files.readString(kube)).contains("kind: Pod");
        podman.call(lab, "play", "kube", "--network", "none", kube.toString()).ok();
        podman.call(lab, "exec", pod + "-" + lab.id(), "true").ok();
    }

    @Test
    void checkpointThatCannotBeMadeSaysSoAndTheContainerRunsOn(Lab lab, Podman podman) {
        podman.boot(lab);
        Result result = podman.call(lab, "container", "checkpoint", lab.id());
        if (result.exitCode() != 0) {
            // Where CRIU is not there, or does not know the kernel.
            result.refused("checkpoint", "criu");
            podman.call(lab, "exec", lab.id(), "true").ok();
        } else {
            podman.call(lab, "container", "restore", lab.id()).ok();
            podman.call(lab, "exec", lab.id(), "true").ok();
        }
    }
}
