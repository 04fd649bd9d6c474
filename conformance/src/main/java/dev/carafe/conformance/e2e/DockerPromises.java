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

/** What Docker and Podman have in common, of a process and its surroundings. */
abstract class DockerPromises extends EnginePromises {

    @Test
    void standardInputIsReadToItsEnd(Lab lab, DockerCli engine) {
        Result result =
                engine.run(lab, options(engine.withInput()), "wc", "-c")
                        .stdin("x".repeat(100_000))
                        .run()
                        .ok();
        assertThat(result.out()).isEqualTo("100000\n");
        engine.boot(lab);
        assertThat(
                        engine.exec(lab, engine.withInput(), "wc", "-c")
                                .stdin("y".repeat(70_000))
                                .run()
                                .ok()
                                .out())
                .isEqualTo("70000\n");
    }

    @Test
    void programThatMayNotBeExecutedIs126(Lab lab, DockerCli engine) {
        engine.run(lab, List.of("--rm"), "/etc/passwd")
                .run()
                .exited(126)
                .refused("permission denied");
        engine.boot(lab);
        engine.exec(lab, "/etc/passwd").exited(126);
    }

    @Test
    void execHasItsUserDirectoryAndEnvironment(Lab lab, DockerCli engine) {
        engine.boot(lab);
        Result result =
                engine.exec(
                                lab,
                                List.of("--user", "1000", "--workdir", "/tmp", "--env", "A=b"),
                                "sh",
                                "-c",
                                "id -u; pwd; echo $A; exit 5")
                        .run()
                        .exited(5);
        assertThat(result.out()).isEqualTo("1000\n/tmp\nb\n");
    }

    @Test
    void execThatIsDetachedRunsOn(Lab lab, DockerCli engine) {
        engine.boot(lab);
        engine.exec(lab, List.of("--detach"), "sh", "-c", "echo done >/tmp/mark; exec sleep 1000")
                .run()
                .ok();
        Poll.until("the mark", () -> engine.exec(lab, "cat", "/tmp/mark").out().equals("done\n"));
        assertThat(engine.call(lab, "top", lab.id()).ok().out()).contains("sleep 1000");
    }

    @Test
    void volumesAndFilesGoBothWays(Lab lab, DockerCli engine) throws IOException {
        Path host = lab.subdirectory("volume");
        engine.boot(
                lab,
                "--volume",
                host + ":/data",
                "--volume",
                lab.id() + ":/named",
                "--volume",
                "/tmp:/host:ro",
                "--tmpfs",
                "/scratch:size=1m");
        lab.afterwards(() -> {
            engine.remove(lab);
            engine.call(lab, "volume", "rm", "--force", lab.id());
        });
        engine.exec(
                        lab,
                        "sh",
                        "-ec",
                        "echo inside >/data/file; echo x >/named/y; ! touch /host/x 2>/dev/null; df /scratch")
                .ok();
        assertThat(Files.readString(host.resolve("file"))).isEqualTo("inside\n");
        Path sent = lab.file("sent", "sent\n");
        engine.call(lab, "cp", sent.toString(), lab.id() + ":/tmp/sent").ok();
        assertThat(engine.exec(lab, "cat", "/tmp/sent").ok().out()).isEqualTo("sent\n");
        engine.call(lab, "cp", lab.id() + ":/etc/passwd", host.toString()).ok();
        assertThat(host.resolve("passwd")).exists();
    }

    @Test
    void readOnlyUlimitsDevicesAndCapabilities(Lab lab, DockerCli engine) {
        Result result =
                engine.run(
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
    void filterOfTheCallersIsUsed(Lab lab, DockerCli engine) {
        Path profile =
                lab.file(
                        "profile.json",
                        """
                        {"defaultAction":"SCMP_ACT_ALLOW",
                         "syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO","errnoRet":99}]}
                        """);
        Result result =
                engine.run(
                                lab,
                                List.of("--rm", "--security-opt", "seccomp=" + profile),
                                "mkdir",
                                "/tmp/new")
                        .run()
                        .exited(1);
        assertThat(result.err()).contains("Cannot assign requested address");
    }

    @Test
    void namespacesOfAnotherContainerAndOfTheHostAreJoined(Lab lab, DockerCli engine) {
        engine.boot(lab);
        Result joined =
                engine.command(
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
