package dev.carafe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.lifecycle.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TraceJsonTest {
    @Test
    void eventsAreCompleteEventsInMicrosecondsFromTheFirstOn() {
        Trace.Event first = new Trace.Event(Trace.Actor.ENGINE, "read", "", "", 5_000_000, 1_500);
        Trace.Event second =
                new Trace.Event(
                        Trace.Actor.INIT,
                        "new_mount",
                        "new_mount slot=@1",
                        "/mounts/0",
                        5_002_500,
                        7);

        JsonNode document =
                new JsonMapper()
                        .readTree(
                                TraceJson.of(List.of(first, second), List.of("carafe", "run"), 9));

        JsonNode events = document.path("traceEvents");
        JsonNode last = events.get(events.size() - 1);
        assertThat(last.path("ph").asString()).isEqualTo("X");
        assertThat(last.path("ts").asDouble()).isEqualTo(2.5);
        assertThat(last.path("dur").asDouble()).isEqualTo(0.007);
        assertThat(last.path("pid").asInt()).isEqualTo(9);
        assertThat(last.path("args").path("pointer").asString()).isEqualTo("/mounts/0");
        assertThat(last.path("args").path("operation").asString()).startsWith("new_mount slot");
        assertThat(events.get(0).path("args").path("name").asString()).isEqualTo("carafe run");
        assertThat(events).extracting(e -> e.path("ph").asString()).containsOnly("M", "X");
    }

    @Test
    void nothingTracedIsADocumentAllTheSame() {
        assertThat(new JsonMapper().readTree(TraceJson.of(List.of(), List.of("x"), 1)).isObject())
                .isTrue();
    }
}
