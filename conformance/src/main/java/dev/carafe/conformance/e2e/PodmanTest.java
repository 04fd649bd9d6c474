package dev.carafe.conformance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

@EndToEnd
class PodmanTest {

    private static final String PYTHON = "/usr/bin/python3";
    private static final String TINI = "/usr/bin/tini-static";

    @Test
    void runPrintsAndGivesTheExitStatus(Lab lab, Podman podman) {
        Result result =
                podman.run(lab, List.of("--rm"), "sh", "-c", "echo out; echo err >&2; exit 9")
                        .run()
                        .exited(9);
        assertThat(result.out()).isEqualTo("out\n");
        assertThat(result.err()).contains("err\n");
    }

    @Test
    void standardInputReachesTheProcessToItsEnd(Lab lab, Podman podman) {
        Result result =
                podman.run(lab, List.of("--rm", "--interactive"), "wc", "-c")
                        .stdin("x".repeat(100_000))
                        .run()
                        .ok();
        assertThat(result.out()).isEqualTo("100000\n");
    }

    @Test
    void terminalHasTheCallersSize(Lab lab, Podman podman) {
        Host.needProgram(PYTHON);
        Result result =
                podman.run(
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
    void missingProgramIs127(Lab lab, Podman podman) {
        podman.run(lab, List.of("--rm"), "nosuch")
                .run()
                .exited(127)
                .refused("exec: \"nosuch\": executable file not found in $PATH");
    }

    @Test
    void programThatMayNotBeExecutedIs126(Lab lab, Podman podman) {
        podman.run(lab, List.of("--rm"), "/etc/passwd")
                .run()
                .exited(126)
                .refused("permission denied");
    }

    @Test
    void execGivesOutputAndExitStatus(Lab lab, Podman podman) {
        podman.boot(lab);
        Result result =
                podman.call(
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
        podman.call(lab, "exec", lab.id(), "nosuch").exited(127);
        podman.call(lab, "exec", lab.id(), "/etc/passwd").exited(126);
        assertThat(
                        podman.command(lab, "exec", "--interactive", lab.id(), "wc", "-c")
                                .stdin("y".repeat(70_000))
                                .run()
                                .ok()
                                .out())
                .isEqualTo("70000\n");
    }

    @Test
    void execWithATerminalIsOnOne(Lab lab, Podman podman) {
        Host.needProgram(PYTHON);
        podman.boot(lab);
        Result result =
                podman.command(
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
    void volumesAndFilesGoBothWays(Lab lab, Podman podman) throws IOException {
        Path host = lab.subdirectory("volume");
        podman.boot(
                lab,
                "--volume",
                host + ":/data",
                "--volume",
                lab.id() + ":/named",
                "--tmpfs",
                "/scratch:size=1m");
        podman.call(
                        lab,
                        "exec",
                        lab.id(),
                        "sh",
                        "-c",
                        "echo inside >/data/file; echo x >/named/y; df /scratch")
                .ok();
        assertThat(Files.readString(host.resolve("file"))).isEqualTo("inside\n");
        Path sent = lab.file("sent", "sent\n");
        podman.call(lab, "cp", sent.toString(), lab.id() + ":/tmp/sent").ok();
        assertThat(podman.call(lab, "exec", lab.id(), "cat", "/tmp/sent").ok().out())
                .isEqualTo("sent\n");
        lab.afterwards(() -> podman.call(lab, "volume", "rm", "--force", lab.id()));
    }

    @Test
    void readOnlyUlimitsDevicesAndCapabilities(Lab lab, Podman podman) {
        Result result =
                podman.run(
                                lab,
                                List.of(
                                        "--rm",
                                        "--read-only",
                                        "--ulimit",
                                        "nofile=100:200",
                                        "--ulimit",
                                        "nproc=2000:4000",
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
    void initReapsForTheProcess(Lab lab, Podman podman) {
        Host.needProgram(TINI);
        podman.boot(lab, "--init", "--init-path", TINI);
        assertThat(podman.call(lab, "exec", lab.id(), "ps").ok().out()).contains("podman-init");
    }

    @Test
    void userNamespaceMapsIds(Lab lab, Podman podman) {
        Result result =
                podman.run(
                                lab,
                                List.of(
                                        "--rm",
                                        "--uidmap",
                                        "0:200000:1000",
                                        "--gidmap",
                                        "0:200000:1000"),
                                "sh",
                                "-c",
                                "id -u; cat /proc/self/uid_map; touch /tmp/x")
                        .run()
                        .ok();
        assertThat(result.out()).startsWith("0\n").containsPattern("0 +200000 +1000");
    }

    @Test
    void filterOfTheCallersIsUsed(Lab lab, Podman podman) {
        Path profile =
                lab.file(
                        "profile.json",
                        """
                        {"defaultAction":"SCMP_ACT_ALLOW",
                         "syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO","errnoRet":99}]}
                        """);
        Result result =
                podman.run(
                                lab,
                                List.of("--rm", "--security-opt", "seccomp=" + profile),
                                "mkdir",
                                "/tmp/new")
                        .run()
                        .exited(1);
        assertThat(result.err()).contains("Cannot assign requested address");
    }

    @Test
    void descriptorsArePassedOn(Lab lab, Podman podman) {
        Path file = lab.file("passed", "through\n");
        Result result =
                podman.run(lab, List.of("--rm", "--preserve-fds", "1"), "sh", "-c", "cat <&3")
                        .via("sh", "-c", "exec \"$@\" 3<" + file, "sh")
                        .run()
                        .ok();
        assertThat(result.out()).isEqualTo("through\n");
    }

    @Test
    void runtimeIsShownByInfo(Lab lab, Podman podman) {
        String info = podman.call(lab, "info", "--format", "json").ok().out();
        assertThat(Json.parse(info).at("/host/ociRuntime/version").asString()).contains("spec: 1.");
    }
}
