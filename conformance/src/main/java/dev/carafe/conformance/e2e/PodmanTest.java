package dev.carafe.conformance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

@EndToEnd(EngineKind.PODMAN)
class PodmanTest extends DockerPromises {

    private static final String TINI = "/usr/bin/tini-static";

    @Test
    void initReapsForTheProcess(Lab lab, Podman podman) {
        Host.needProgram(TINI);
        podman.boot(lab, "--init", "--init-path", TINI);
        assertThat(podman.exec(lab, "ps").ok().out()).contains("podman-init");
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
