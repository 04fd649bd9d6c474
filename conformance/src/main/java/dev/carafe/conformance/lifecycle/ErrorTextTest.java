package dev.carafe.conformance.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@Conformance
class ErrorTextTest {

    @ParameterizedTest
    @CsvSource({
        "no-such-program,not found",
        "/no/such/program,no such file",
        "/etc/passwd,permission denied"
    })
    void programThatCannotRunFailsCreateWithThePhraseThatEnginesMatch(
            String program, String phrase, Lab lab) {
        lab.bundle().args(program).tryCreate().refused(phrase);
        lab.container(lab.id()).tryState().refused("does not exist", "no such file");
    }

    @Test
    void directoryAsProgramFailsCreate(Lab lab) {
        lab.bundle().args("/etc").tryCreate().refused("permission denied", "is a directory");
    }

    @Test
    void unknownContainerDoesNotExist(Lab lab) {
        for (String operation : List.of("state", "start", "kill", "delete")) {
            lab.runtime(operation, "unknown").run().refused("does not exist");
        }
    }

    @Test
    void killOfAStoppedContainerSaysNotRunning(Lab lab) {
        Container container = lab.bundle().boot();
        container.kill("KILL").ok();
        container.awaitStatus("stopped").kill("TERM").refused("not running");
    }

    @Test
    void logTakesErrorsAsText(Lab lab) throws IOException {
        Path log = lab.directory().resolve("log");
        runtimeWithLog(lab, log, "text");
        assertThat(Files.readString(log))
                .contains("level=error", "msg=")
                .contains("does not exist");
    }

    @Test
    void logTakesErrorsAsJsonLines(Lab lab) throws IOException {
        Path log = lab.directory().resolve("log");
        runtimeWithLog(lab, log, "json");
        JsonNode line = Json.parse(Files.readAllLines(log).getLast());
        assertThat(line.path("level").asString()).isEqualTo("error");
        assertThat(line.path("msg").asString()).contains("does not exist");
        assertThat(line.path("time").asString()).matches("\\d{4}-\\d\\d-\\d\\dT.*");
    }

    @Test
    void stderrCarriesTheErrorEvenWithALog(Lab lab) {
        assertThat(runtimeWithLog(lab, lab.directory().resolve("log"), "json").err())
                .contains("does not exist");
    }

    @Test
    void unknownLogFormatIsAnError(Lab lab) {
        lab.runtime("--log-format", "xml", "list").run().refused();
    }

    @Test
    void logThatCannotBeOpenedIsAnError(Lab lab) {
        lab.runtime("--log", "/nonexistent/log", "list").run().refused("/nonexistent/log");
    }

    private static Result runtimeWithLog(Lab lab, Path log, String format) {
        return lab.runtime("--log", log.toString(), "--log-format", format, "state", "unknown")
                .run()
                .refused("does not exist");
    }
}
