package dev.carafe.conformance.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

@Conformance
class ListTest {

    @Test
    void tableHasOneLineForEachContainer(Lab lab) {
        Bundle bundle = lab.bundle();
        Container container = bundle.boot();
        List<String> lines = lab.runtime("list").run().ok().out().lines().toList();
        assertThat(lines.getFirst().split("\\s+"))
                .startsWith("ID")
                .contains("PID", "STATUS", "BUNDLE", "CREATED");
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1).split("\\s+"))
                .startsWith(
                        lab.id(),
                        Long.toString(container.pid()),
                        "running",
                        bundle.directory().toString());
    }

    @Test
    void emptyTableHasOnlyItsHead(Lab lab) {
        lab.subdirectory("root");
        List<String> lines = lab.runtime("list").run().ok().out().lines().toList();
        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst()).startsWith("ID ");
    }

    @Test
    void jsonIsAnArrayOfStates(Lab lab) {
        Bundle bundle = lab.bundle();
        Container container = bundle.boot();
        JsonNode list = Json.parse(lab.runtime("list", "--format", "json").run().ok().out());
        assertThat(list.isArray()).isTrue();
        assertThat(list.size()).isEqualTo(1);
        JsonNode entry = list.get(0);
        assertThat(entry.path("id").asString()).isEqualTo(lab.id());
        assertThat(entry.path("pid").asLong()).isEqualTo(container.pid());
        assertThat(entry.path("status").asString()).isEqualTo("running");
        assertThat(entry.path("bundle").asString()).isEqualTo(bundle.directory().toString());
        assertThat(entry.path("created").asString()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
    }

    @Test
    void quietPrintsIdsOnly(Lab lab) {
        lab.bundle().create();
        lab.bundle("second", lab.id("b")).create();
        assertThat(lab.runtime("list", "-q").run().ok().out().lines())
                .containsExactlyInAnyOrder(lab.id(), lab.id("b"));
    }

    @Test
    void unknownFormatIsAnError(Lab lab) {
        lab.bundle().create();
        lab.runtime("list", "--format", "xml").run().refused();
    }

    @Test
    void rootThatDoesNotExistIsAnEmptyList(Lab lab) {
        assertThat(lab.runtime("list", "-q").run().ok().out()).isEmpty();
    }

    @Test
    void statusesFollowTheContainers(Lab lab) {
        lab.bundle().create();
        Container stopped = lab.bundle("second", lab.id("b")).boot();
        stopped.kill("KILL").ok();
        stopped.awaitStatus("stopped");
        String table = lab.runtime("list").run().ok().out();
        assertThat(table).containsPattern(lab.id() + "\\s+\\d+\\s+created");
        assertThat(table).containsPattern(lab.id("b") + "\\s+0\\s+stopped");
    }
}
