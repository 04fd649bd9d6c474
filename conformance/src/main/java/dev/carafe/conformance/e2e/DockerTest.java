package dev.carafe.conformance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

@EndToEnd
class DockerTest {

    private static final String PYTHON = "/usr/bin/python3";

    @Test
    void theRuntimeUnderTestIsTheDefault(Lab lab, Docker docker) {
        docker.boot(lab);
        assertThat(docker.inspect(lab, "{{.HostConfig.Runtime}}")).isEqualTo(Docker.RUNTIME);
        assertThat(docker.call(lab, "info", "--format", "{{.DefaultRuntime}}").ok().out())
                .contains(Docker.RUNTIME);
    }

    @Test
    void runPrintsAndGivesTheExitStatus(Lab lab, Docker docker) {
        Result result =
                docker.run(lab, List.of("--rm"), "sh", "-c", "echo out; echo err >&2; exit 9")
                        .run()
                        .exited(9);
        assertThat(result.out()).isEqualTo("out\n");
        assertThat(result.err()).isEqualTo("err\n");
    }

    @Test
    void standardInputReachesTheProcessToItsEnd(Lab lab, Docker docker) {
        Result result =
                docker.run(lab, List.of("--rm", "--interactive"), "wc", "-c")
                        .stdin("x".repeat(100_000))
                        .run()
                        .ok();
        assertThat(result.out()).isEqualTo("100000\n");
    }

    @Test
    void terminalHasTheCallersSize(Lab lab, Docker docker) {
        Host.needProgram(PYTHON);
        Result result =
                docker.run(
                                lab,
                                List.of("--rm", "--interactive", "--tty"),
                                "sh",
                                "-c",
                                "echo ready; read word; echo word=$word; while ! stty size 2>/dev/null | grep '31 99'; do sleep 0.1; done; exit 4")
                        .via(PYTHON, lab.helper("terminal.py").toString(), "31", "99", "hello\n")
                        .run()
                        .exited(4);
        assertThat(result.out()).contains("word=hello").contains("31 99");
    }

    @Test
    void missingProgramIs127(Lab lab, Docker docker) {
        docker.run(lab, List.of("--rm"), "nosuch")
                .run()
                .exited(127)
                .refused("exec: \"nosuch\": executable file not found in $PATH");
    }

    @Test
    void programThatMayNotBeExecutedIs126(Lab lab, Docker docker) {
        docker.run(lab, List.of("--rm"), "/etc/passwd")
                .run()
                .exited(126)
                .refused("permission denied");
    }

    @Test
    void execGivesOutputAndExitStatus(Lab lab, Docker docker) {
        docker.boot(lab);
        Result result =
                docker.call(
                                lab,
                                "exec",
                                "--user",
                                "1000",
                                "--workdir",
                                "/tmp",
                                "--env",
                                "A=b",
                                lab.id(),
                                "sh",
                                "-c",
                                "id -u; pwd; echo $A; exit 5")
                        .exited(5);
        assertThat(result.out()).isEqualTo("1000\n/tmp\nb\n");
        // 126 by a dockerd that looks for the phrase at a run only.
        Result missing = docker.call(lab, "exec", lab.id(), "nosuch");
        assertThat(missing.exitCode()).isBetween(126, 127);
        assertThat(missing.out() + missing.err()).contains("executable file not found in $PATH");
        docker.call(lab, "exec", lab.id(), "/etc/passwd").exited(126);
        assertThat(
                        docker.command(lab, "exec", "--interactive", lab.id(), "wc", "-c")
                                .stdin("y".repeat(70_000))
                                .run()
                                .ok()
                                .out())
                .isEqualTo("70000\n");
    }

    @Test
    void execWithATerminalIsOnOne(Lab lab, Docker docker) {
        Host.needProgram(PYTHON);
        docker.boot(lab);
        Result result =
                docker.command(
                                lab,
                                "exec",
                                "--interactive",
                                "--tty",
                                lab.id(),
                                "sh",
                                "-c",
                                "tty; read word; echo word=$word; exit 6")
                        .via(PYTHON, lab.helper("terminal.py").toString(), "24", "80", "hello\n")
                        .run()
                        .exited(6);
        assertThat(result.out()).contains("/dev/pts/").contains("word=hello");
    }

    @Test
    void execThatIsDetachedRunsOn(Lab lab, Docker docker) {
        docker.boot(lab);
        docker.call(
                        lab,
                        "exec",
                        "--detach",
                        lab.id(),
                        "sh",
                        "-c",
                        "echo done >/tmp/mark; sleep 1000")
                .ok();
        Poll.until(
                "the mark",
                () ->
                        docker.call(lab, "exec", lab.id(), "cat", "/tmp/mark")
                                .out()
                                .equals("done\n"));
        assertThat(docker.call(lab, "top", lab.id()).ok().out()).contains("sleep 1000");
    }

    @Test
    void volumesAndFilesGoBothWays(Lab lab, Docker docker) throws IOException {
        Path host = lab.subdirectory("volume");
        docker.boot(
                lab,
                "--volume",
                host + ":/data",
                "--volume",
                "/tmp:/host:ro",
                "--tmpfs",
                "/scratch:size=1m");
        docker.call(
                        lab,
                        "exec",
                        lab.id(),
                        "sh",
                        "-c",
                        "echo inside >/data/file; ! touch /host/x 2>/dev/null; df /scratch")
                .ok();
        assertThat(Files.readString(host.resolve("file"))).isEqualTo("inside\n");
        Path sent = lab.file("sent", "sent\n");
        docker.call(lab, "cp", sent.toString(), lab.id() + ":/tmp/sent").ok();
        assertThat(docker.call(lab, "exec", lab.id(), "cat", "/tmp/sent").ok().out())
                .isEqualTo("sent\n");
        docker.call(lab, "cp", lab.id() + ":/etc/passwd", host.toString()).ok();
        assertThat(host.resolve("passwd")).exists();
    }

    @Test
    void initReadOnlyUlimitsDevicesAndCapabilities(Lab lab, Docker docker) {
        Result result =
                docker.run(
                                lab,
                                List.of(
                                        "--rm",
                                        "--read-only",
                                        "--ulimit",
                                        "nofile=100:200",
                                        "--device",
                                        "/dev/null:/dev/mine",
                                        "--cap-drop",
                                        "ALL",
                                        "--security-opt",
                                        "no-new-privileges",
                                        "--hostname",
                                        "box",
                                        "--user",
                                        "1000:1000"),
                                "sh",
                                "-c",
                                "ulimit -n; echo x >/dev/mine && echo device; touch /x; hostname; id -u;"
                                        + " grep -E 'CapEff|NoNewPrivs|Seccomp:' /proc/self/status")
                        .run()
                        .ok();
        assertThat(result.out())
                .contains("100\n", "device\n", "box\n", "1000\n")
                .contains("CapEff:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2");
        assertThat(result.err()).contains("Read-only file system");
    }

    @Test
    void initReapsForTheProcess(Lab lab, Docker docker) {
        docker.boot(lab, "--init");
        assertThat(docker.call(lab, "exec", lab.id(), "ps").ok().out()).contains("docker-init");
    }

    @Test
    void filterOfTheCallersIsUsed(Lab lab, Docker docker) {
        Path profile =
                lab.file(
                        "profile.json",
                        """
                        {"defaultAction":"SCMP_ACT_ALLOW",
                         "syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO","errnoRet":99}]}
                        """);
        Result result =
                docker.run(
                                lab,
                                List.of("--rm", "--security-opt", "seccomp=" + profile),
                                "mkdir",
                                "/tmp/new")
                        .run()
                        .exited(1);
        assertThat(result.err()).contains("Cannot assign requested address");
    }

    @Test
    void namespacesOfAnotherContainerAndOfTheHostAreJoined(Lab lab, Docker docker) {
        docker.boot(lab);
        Result joined =
                docker.command(
                                lab,
                                "run",
                                "--rm",
                                "--network",
                                "container:" + lab.id(),
                                "--pid",
                                "container:" + lab.id(),
                                "--ipc",
                                "host",
                                Image.NAME,
                                "sh",
                                "-c",
                                "ps; readlink /proc/self/ns/ipc")
                        .run()
                        .ok();
        assertThat(joined.out())
                .contains("trap")
                .contains(lab.host("readlink", "/proc/self/ns/ipc").run().ok().out());
    }
}
