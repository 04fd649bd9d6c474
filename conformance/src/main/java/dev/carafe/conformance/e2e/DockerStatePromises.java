package dev.carafe.conformance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Docker and Podman have in common, of a container's state and limits. */
abstract class DockerStatePromises {

    /** Where a container sees its limits: version 1 below its controller, version 2 at the top. */
    static final String LIMITS =
            "cd /sys/fs/cgroup; cat memory/memory.limit_in_bytes memory.max pids/pids.max pids.max cpu/cpu.cfs_quota_us"
                    + " cpu.max 2>/dev/null; :";

    @Test
    void limitsAreTheContainers(Lab lab, DockerCli engine) {
        Result result =
                engine.run(
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
                        .run()
                        .ok();
        assertThat(result.out()).contains("50331648", "77", "50000");
    }

    @Test
    void pauseStopsAndUnpauseContinues(Lab lab, DockerCli engine) {
        engine.boot(lab);
        engine.onContainer(lab, "pause").run().ok();
        assertThat(engine.status(lab)).isEqualTo("paused");
        assertThat(engine.exec(lab, "true").exitCode()).as("of an exec").isNotZero();
        engine.onContainer(lab, engine.resumeWord()).run().ok();
        engine.exec(lab, "true").ok();
    }

    @Test
    void statsAndTopShowTheContainer(Lab lab, DockerCli engine) {
        engine.boot(lab, "--memory", "48m");
        Result stats =
                engine.call(
                                lab,
                                "stats",
                                "--no-stream",
                                "--format",
                                "{{.Name}} {{.MemUsage}} {{.PIDs}}",
                                lab.id())
                        .ok();
        assertThat(stats.out()).contains(lab.id(), "/ " + engine.fortyEightMebibytes());
        assertThat(engine.call(lab, "top", lab.id()).ok().out()).contains("sh -c trap");
    }

    @Test
    void stopGivesTheProcesssStatusAndStartRunsItAgain(Lab lab, DockerCli engine) {
        engine.boot(lab);
        engine.awaitUp(lab);
        engine.call(lab, "stop", lab.id()).ok();
        engine.awaitInspect(lab, "{{.State.Status}} {{.State.ExitCode}}", "exited 7");
        engine.call(lab, "start", lab.id()).ok();
        engine.call(lab, "kill", lab.id()).ok();
        assertThat(engine.call(lab, "wait", lab.id()).ok().out()).isEqualTo("137\n");
        engine.call(lab, "rm", lab.id()).ok();
    }

    @Test
    void memoryThatRanOutEndsTheProcess(Lab lab, DockerCli engine) {
        runOutOfMemory(lab, engine);
    }

    /** A container whose only process is killed for its memory. */
    static void runOutOfMemory(Lab lab, DockerCli engine) {
        engine.run(
                        lab,
                        List.of("--memory", "16m", "--memory-swap", "16m"),
                        "dd",
                        "if=/dev/zero",
                        "of=/dev/null",
                        "bs=64M",
                        "count=1")
                .run()
                .exited(137);
    }

    @Test
    void restartPolicyStartsItAgain(Lab lab, DockerCli engine) {
        engine.run(
                        lab,
                        List.of("--detach", "--restart", "on-failure:2"),
                        "sh",
                        "-c",
                        "echo run; exit 3")
                .run()
                .ok();
        engine.awaitInspect(
                lab, "{{.RestartCount}} {{.State.Status}} {{.State.ExitCode}}", "2 exited 3");
        assertThat(engine.call(lab, "logs", lab.id()).ok().out()).isEqualTo("run\nrun\nrun\n");
    }
}
