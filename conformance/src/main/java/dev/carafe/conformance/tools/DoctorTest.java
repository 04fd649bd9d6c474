package dev.carafe.conformance.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code carafe doctor} tells of this host what the suite knows of it by other ways. */
@Tag("carafe")
@Conformance
class DoctorTest {

    /** The same number on every architecture. */
    private static final String OPENAT2 = "437";

    private static Map<String, JsonNode> rows(Result result) {
        Map<String, JsonNode> rows = new HashMap<>();
        for (JsonNode row : Json.parse(result.out())) {
            rows.put(row.path("subject").asString(), row);
        }
        return rows;
    }

    private static JsonNode row(Map<String, JsonNode> rows, String subject) {
        return Objects.requireNonNull(rows.get(subject), subject);
    }

    @Test
    void tableAndJsonTellOfTheHost(Lab lab) {
        String table = lab.runtime("doctor").run().ok().out();
        assertThat(table).startsWith("SUBJECT").contains("\nkernel ", "\ncgroups ", "\njava ");
        Map<String, JsonNode> rows = rows(lab.runtime("doctor", "--format", "json").run().ok());
        assertThat(row(rows, "kernel").path("verdict").asString()).isEqualTo("ok");
        assertThat(row(rows, "cgroups").path("found").asString())
                .startsWith(Host.unified() ? "version 2" : "");
        assertThat(row(rows, "checkpoint and restore").path("found").asString()).contains("criu");
        for (JsonNode row : rows.values()) {
            if (row.path("verdict").asString().equals("limited")) {
                assertThat(row.path("advice").asString()).isNotEmpty();
            }
        }
    }

    @Test
    void missingSystemCallIsFoundByAskingForIt(Lab lab) {
        Host.needProgram("/usr/bin/python3");
        Result result =
                lab.runtime("doctor", "--format", "json")
                        .via("/usr/bin/python3", lab.helper("deny-call.py").toString(), OPENAT2)
                        .with("CARAFE_ENGINE", "oneshot")
                        .run()
                        .exited(1);
        assertThat(row(rows(result), "kernel").path("verdict").asString()).isEqualTo("missing");
        assertThat(row(rows(result), "kernel").path("found").asString()).contains("openat2");
    }

    @Test
    void ordinaryUserIsToldWhatRootlessNeeds(Lab lab) {
        Host.needProgram("/usr/bin/setpriv");
        Result result =
                lab.runtime("doctor", "--format", "json")
                        .via(
                                "/usr/bin/setpriv",
                                "--reuid",
                                "65534",
                                "--regid",
                                "65534",
                                "--clear-groups")
                        .with("CARAFE_ENGINE", "oneshot")
                        .run()
                        .ok();
        assertThat(rows(result))
                .containsKeys("/etc/subuid", "/etc/subgid", "XDG_RUNTIME_DIR", "own cgroups");
    }

    @Test
    void unknownFormatIsAnError(Lab lab) {
        lab.runtime("doctor", "--format", "xml").run().exited(1).refused("xml");
    }
}
