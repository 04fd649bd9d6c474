package dev.carafe.conformance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Lab;
import org.junit.jupiter.api.Test;

@EndToEnd(EngineKind.DOCKER)
class DockerTest extends DockerPromises {

    @Test
    void theRuntimeUnderTestIsTheDefault(Lab lab, Docker docker) {
        docker.boot(lab);
        assertThat(docker.inspect(lab, "{{.HostConfig.Runtime}}")).isEqualTo(Docker.RUNTIME);
        assertThat(docker.call(lab, "info", "--format", "{{.DefaultRuntime}}").ok().out())
                .contains(Docker.RUNTIME);
    }

    @Test
    void initReapsForTheProcess(Lab lab, Docker docker) {
        docker.boot(lab, "--init");
        assertThat(docker.exec(lab, "ps").ok().out()).contains("docker-init");
    }
}
