package dev.carafe.conformance.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

@Conformance
class StateTest {

    @Test
    void followsTheContainerFromCreatedOverRunningToStopped(Lab lab) {
        Container container = lab.bundle().staying().create();
        assertThat(container.status()).isEqualTo("created");
        container.start().ok();
        assertThat(container.status()).isEqualTo("running");
        container.awaitOut("up").kill("KILL").ok();
        container.awaitStatus("stopped");
        container.delete().ok();
        container.tryState().refused("does not exist", "no such file");
    }

    @Test
    void hasTheFieldsOfTheSpecification(Lab lab) {
        var bundle = lab.bundle().merge("{\"annotations\":{\"org.example.key\":\"value\"}}");
        JsonNode state = bundle.boot().state();
        assertThat(state.path("ociVersion").asString()).matches("1\\.\\d+\\.\\d+.*");
        assertThat(state.path("id").asString()).isEqualTo(lab.id());
        assertThat(state.path("status").asString()).isEqualTo("running");
        assertThat(state.path("bundle").asString()).isEqualTo(bundle.directory().toString());
        assertThat(state.at("/annotations/org.example.key").asString()).isEqualTo("value");
        assertThat(state.path("pid").isIntegralNumber()).isTrue();
    }

    @Test
    void pidIsThatOfTheContainersInit(Lab lab) {
        Container container = lab.bundle().boot();
        String environment =
                lab.host("cat", "/proc/" + container.pid() + "/environ").run().ok().out();
        assertThat(environment).contains(Lab.MARKER + "=" + lab.id());
    }

    @Test
    void bundleIsAbsoluteWhenItWasGivenRelative(Lab lab) {
        var bundle = lab.bundle().staying().write();
        lab.runtime("create", "--bundle", "bundle", lab.id()).in(lab.directory()).run().ok();
        assertThat(lab.container(lab.id()).state().path("bundle").asString())
                .isEqualTo(bundle.directory().toString());
    }

    @Test
    void bundleIsTheWorkingDirectoryByDefault(Lab lab) {
        var bundle = lab.bundle().staying().write();
        lab.runtime("create", lab.id()).in(bundle.directory()).run().ok();
        assertThat(lab.container(lab.id()).status()).isEqualTo("created");
    }

    @Test
    void pidIsZeroOnceStopped(Lab lab) {
        Container container = lab.bundle().boot();
        container.kill("KILL").ok();
        container.awaitStatus("stopped");
        assertThat(container.state().path("pid").asLong()).isZero();
    }

    @Test
    void ofAnUnknownContainerIsAnError(Lab lab) {
        lab.container("unknown").tryState().refused("does not exist", "no such file");
    }

    @Test
    void isOneJsonDocumentOnStdout(Lab lab) {
        Container container = lab.bundle().staying().create();
        var result = container.tryState().ok();
        assertThat(Json.parse(result.out()).isObject()).isTrue();
        assertThat(result.err()).isEmpty();
    }
}
