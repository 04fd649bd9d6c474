package dev.carafe.conformance.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Leaks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code --trace}: what took how long, of engine, client and init. */
@Tag("carafe")
@Conformance
class TraceTest {

    private static List<JsonNode> events(Path file) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (JsonNode event : Json.parse(Files.readString(file)).path("traceEvents")) {
            if (event.path("ph").asString().equals("X")) {
                events.add(event);
            }
        }
        return events;
    }

    private static JsonNode named(List<JsonNode> events, String name) {
        return events.stream()
                .filter(event -> event.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no event " + name + " in " + events));
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "oneshot"})
    void runHasPhasesAndEveryOperationUpToTheProcess(String mode, Lab lab) throws IOException {
        Path file = lab.directory().resolve("trace.json");
        lab.bundle()
                .operation("run", "--trace", file.toString())
                .with("CARAFE_ENGINE", mode)
                .run()
                .ok();
        List<JsonNode> events = events(file);
        for (String name : List.of("read config.json", "clone_init", "new_mount", "execute")) {
            assertThat(named(events, name).path("dur").asDouble()).isNotNegative();
        }
        assertThat(named(events, "new_mount").at("/args/pointer").asString())
                .startsWith("/mounts/");
        assertThat(named(events, "commit").path("cat").asString()).isEqualTo("client");
        assertThat(named(events, "clone_init").path("cat").asString()).isEqualTo("client");
        for (JsonNode event : events) {
            assertThat(event.path("ts").asDouble()).isNotNegative();
        }
    }

    @Test
    void createIsTracedUpToTheGate(Lab lab) throws IOException {
        Path file = lab.directory().resolve("trace.json");
        lab.bundle().create("--trace", file.toString());
        List<JsonNode> events = events(file);
        assertThat(named(events, "gate")).isNotNull();
        assertThat(events).noneMatch(event -> event.path("name").asString().equals("execute"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "oneshot"})
    void execHasPhasesAndEveryOperationUpToTheProcess(String mode, Lab lab) throws IOException {
        Path file = lab.directory().resolve("trace.json");
        Container container = lab.bundle().boot();
        container
                .exec(List.of("--trace", file.toString()), "/bin/true")
                .with("CARAFE_ENGINE", mode)
                .run()
                .ok();
        List<JsonNode> events = events(file);
        for (String name : List.of("read config.json", "clone_init", "join_process", "execute")) {
            assertThat(named(events, name).path("dur").asDouble()).isNotNegative();
        }
        assertThat(named(events, "set_user").path("cat").asString()).isEqualTo("init");
        assertThat(named(events, "set_user").at("/args/pointer").asString())
                .isEqualTo("/process/user");
    }

    @Test
    void execThatFailsIsTracedUpToTheFailure(Lab lab) throws IOException {
        Path file = lab.directory().resolve("trace.json");
        Container container = lab.bundle().boot();
        container.exec(List.of("--trace", file.toString()), "no-such-program").run().exited(255);
        List<JsonNode> events = events(file);
        assertThat(named(events, "find_program")).isNotNull();
        assertThat(events).noneMatch(event -> event.path("name").asString().equals("execute"));
    }

    @Test
    void execMayBeTracedToStandardOutput(Lab lab) {
        Container container = lab.bundle().boot();
        String out =
                container.exec(List.of("--trace", "/dev/stdout"), "/bin/true").run().ok().out();
        assertThat(Json.parse(out).path("traceEvents").isEmpty()).isFalse();
    }

    @Test
    void createThatFailsIsTracedUpToTheFailure(Lab lab) throws IOException {
        Path file = lab.directory().resolve("trace.json");
        lab.bundle().args("no-such-program").tryCreate("--trace", file.toString()).refused();
        assertThat(named(events(file), "find_program")).isNotNull();
        assertThat(Leaks.stateFiles(lab)).isEmpty();
    }

    /** A day ahead: the clock of init is not the one of the engine. */
    @Test
    void timeNamespaceDoesNotPutInitElsewhere(Lab lab) throws IOException {
        assumeTrue(Files.exists(Path.of("/proc/self/timens_offsets")), "needs time namespaces");
        Path file = lab.directory().resolve("trace.json");
        Bundle bundle =
                lab.bundle()
                        .add("/linux/namespaces", "{\"type\":\"time\"}")
                        .merge("{\"linux\":{\"timeOffsets\":{\"monotonic\":{\"secs\":86400}}}}");
        bundle.run("--trace", file.toString()).ok();
        double hour = 3600e6;
        for (JsonNode event : events(file)) {
            assertThat(event.path("ts").asDouble()).isBetween(0.0, hour);
            assertThat(event.path("dur").asDouble()).isBetween(0.0, hour);
        }
    }

    @Test
    void environmentIsNotInTheTrace(Lab lab) throws IOException {
        Path file = lab.directory().resolve("trace.json");
        lab.bundle()
                .add("/process/env", "\"PASSWORD=hunter2\"")
                .run("--trace", file.toString())
                .ok();
        assertThat(Files.readString(file)).doesNotContain("hunter2");
    }

    @Test
    void fileThatCannotBeWrittenIsToldBeforeAnythingIsMade(Lab lab) {
        lab.bundle().tryCreate("--trace", "/nonexistent/trace").refused("/nonexistent/trace");
        lab.container(lab.id()).tryState().refused("does not exist");
    }

    @Test
    void fifoIsRefusedSinceNobodyMayEverReadIt(Lab lab) {
        Path fifo = lab.directory().resolve("fifo");
        lab.host("/usr/bin/mkfifo", fifo.toString()).run().ok();
        lab.bundle().tryCreate("--trace", fifo.toString()).refused("not a regular file");
    }

    @Test
    void traceMayGoToStandardOutput(Lab lab) {
        String out = lab.bundle().args("/bin/true").run("--trace", "/dev/stdout").ok().out();
        assertThat(Json.parse(out).path("traceEvents").isEmpty()).isFalse();
    }
}
