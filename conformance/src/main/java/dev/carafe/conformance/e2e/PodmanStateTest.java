package dev.carafe.conformance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@EndToEnd(EngineKind.PODMAN)
class PodmanStateTest extends DockerStatePromises {

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
        podman.exec(lab, "touch", "/tmp/well").ok();
        podman.call(lab, "healthcheck", "run", lab.id()).ok();
    }

    @Test
    void podSharesNamespacesAndIsPlayedAgain(Lab lab, Podman podman) throws IOException {
        String pod = lab.id("pod");
        lab.afterwards(
                () -> podman.call(lab, "pod", "rm", "--force", "--time", "0", "--ignore", pod));
        List<String> create = new ArrayList<>(List.of("pod", "create", "--name", pod));
        create.addAll(podman.parent());
        create.addAll(List.of("--network", "none"));
        podman.call(lab, create.toArray(String[]::new)).ok();
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
        Host.needNoCriu();
        podman.boot(lab);
        podman.call(lab, "container", "checkpoint", lab.id()).refused("checkpoint", "criu");
        podman.exec(lab, "true").ok();
    }

    @Test
    void checkpointIsRestoredWithItsMemory(Lab lab, Podman podman) {
        Host.needCriu();
        podman.run(lab, List.of("--detach"), "sh", "-c", Counter.SCRIPT).run().ok();
        int before = Counter.await(lab, podman, 3);
        podman.call(lab, "container", "checkpoint", lab.id()).ok();
        assertThat(podman.status(lab)).isEqualTo("exited");
        podman.call(lab, "container", "restore", lab.id()).ok();
        Counter.await(lab, podman, before + 3);
        assertThat(podman.call(lab, "stop", "--time", "0", lab.id()).ok().err()).isEmpty();
    }
}
