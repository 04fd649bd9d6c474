package dev.carafe.conformance.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Command;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code --log} with crun's backends, and {@code --log-level}. */
@Conformance
class LogTargetTest {

    private static final String PYTHON = "/usr/bin/python3";
    private static final String JOURNALD = "/lib/systemd/systemd-journald";

    @BeforeEach
    void needPython() {
        Host.needProgram(PYTHON);
    }

    /** The runtime where only that daemon has its socket. */
    private static Command with(String daemon, Lab lab, String... arguments) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "unshare",
                                "--mount",
                                PYTHON,
                                lab.helper("log-sockets.py").toString(),
                                daemon,
                                lab.settings().runtime().toString(),
                                "--root",
                                lab.root().toString()));
        words.addAll(Arrays.asList(arguments));
        return lab.host(words.toArray(String[]::new));
    }

    @Test
    void journalGetsAnErrorWithItsPriority(Lab lab) {
        Result result =
                with("journal", lab, "--log", "journald:box", "state", lab.id()).run().exited(1);
        assertThat(result.out())
                .contains("datagram ", "PRIORITY=3\\n", lab.id())
                .contains("MESSAGE");
    }

    @Test
    void syslogGetsAnErrorWithTheIdentifier(Lab lab) {
        Result result =
                with("syslog", lab, "--log", "syslog:box", "state", lab.id()).run().exited(1);
        assertThat(result.out())
                .containsPattern("datagram <\\d+>[A-Z][a-z]{2} [ 1-3]\\d \\d\\d:\\d\\d:\\d\\d box")
                .contains(lab.id());
    }

    @Test
    void fileMayHaveItsBackendBefore(Lab lab) throws IOException {
        Path file = lab.directory().resolve("log");
        lab.runtime("--log", "file:" + file, "state", lab.id()).run().exited(1);
        assertThat(Files.readString(file)).contains(lab.id());
    }

    @Test
    @Tag("carafe")
    void partsOfAnErrorAreFieldsOfTheJournal(Lab lab) {
        String bundle =
                lab.bundle()
                        .merge("{\"hostname\":7}")
                        .write()
                        .directory()
                        .toAbsolutePath()
                        .toString();
        Result result =
                with("journal", lab, "--log", "journald:box", "create", "-b", bundle, lab.id())
                        .run()
                        .exited(1);
        assertThat(result.out())
                .contains("SYSLOG_IDENTIFIER=box\\n")
                .contains("CARAFE_ID=" + lab.id() + "\\n")
                .contains("CARAFE_POINTER=/hostname\\n")
                .contains("CARAFE_FILE=" + bundle + "/config.json\\n");
        assertThat(result.err()).contains("/hostname");
    }

    private static JsonNode entry(Result result) {
        return result.out()
                .lines()
                .filter(line -> line.startsWith("entry "))
                .map(line -> Json.parse(line.substring("entry ".length())))
                .filter(entry -> entry.path("SYSLOG_IDENTIFIER").asString("").equals("box"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no entry of box in " + result));
    }

    @Test
    @Tag("carafe")
    void journaldKeepsThePartsOfAnError(Lab lab) {
        Host.needProgram(JOURNALD);
        Path bundle = lab.bundle().merge("{\"hostname\":7}").write().directory();
        String[] create = {
            "--log", "journald:box", "create", "-b", bundle.toAbsolutePath().toString(), lab.id()
        };
        JsonNode entry = entry(with("journald", lab, create).run().exited(1));
        assertThat(entry.path("PRIORITY").asString()).isEqualTo("3");
        assertThat(entry.path("_TRANSPORT").asString()).isEqualTo("journal");
        assertThat(entry.path("MESSAGE").asString()).contains("/hostname");
        assertThat(entry.path("CARAFE_ID").asString()).isEqualTo(lab.id());
        assertThat(entry.path("CARAFE_POINTER").asString()).isEqualTo("/hostname");
    }

    @Test
    @Tag("carafe")
    void journaldTakesALineOfSyslogApart(Lab lab) {
        Host.needProgram(JOURNALD);
        JsonNode entry =
                entry(
                        with("journald", lab, "--log", "syslog:box", "state", lab.id())
                                .run()
                                .exited(1));
        assertThat(entry.path("PRIORITY").asString()).isEqualTo("3");
        assertThat(entry.path("SYSLOG_FACILITY").asString()).isEqualTo("3");
        assertThat(entry.path("_TRANSPORT").asString()).isEqualTo("syslog");
        assertThat(entry.path("SYSLOG_PID").asString()).isEqualTo(entry.path("_PID").asString());
        assertThat(entry.path("MESSAGE").asString())
                .startsWith("container does not exist")
                .contains(lab.id());
    }

    /** The resident engine is in another mount namespace, so that there is none. */
    @Test
    @Tag("carafe")
    void clientTellsItsOwnFailuresThereToo(Lab lab) {
        Command state = with("journal", lab, "--log", "journald:box", "state", lab.id());
        assertThat(state.with("CARAFE_ENGINE", "resident").run().exited(1).out())
                .contains("PRIORITY=3\\nSYSLOG_FACILITY=3\\nSYSLOG_IDENTIFIER=box\\nMESSAGE=");
        state = with("syslog", lab, "--log", "syslog:box", "state", lab.id());
        assertThat(state.with("CARAFE_ENGINE", "resident").run().exited(1).out())
                .containsPattern("datagram <27>\\S+ +\\d+ [\\d:]+ box\\[\\d+\\]: ");
    }

    @Test
    @Tag("carafe")
    void daemonThatDoesNotListenIsAnErrorBeforeAnythingIsDone(Lab lab) {
        for (String target : List.of("journald:box", "syslog:box")) {
            Result result = with("none", lab, "--log", target, "state", lab.id()).run().exited(1);
            assertThat(result.err())
                    .contains("--log: connect /")
                    .contains("No such file or directory");
            assertThat(result.err().lines()).hasSize(1);
        }
    }

    @Test
    @Tag("carafe")
    void logLevelHoldsForTheFile(Lab lab) throws IOException {
        Path file = lab.directory().resolve("log");
        String[] end = {"state", lab.id()};
        lab.runtime("--log", file.toString(), "--log-level", "debug", end[0], end[1])
                .run()
                .exited(1);
        assertThat(Files.readString(file)).contains("level=debug").contains("level=error");
        Files.writeString(file, "");
        lab.runtime("--log", file.toString(), "--log-level", "error", end[0], end[1])
                .run()
                .exited(1);
        assertThat(Files.readString(file)).contains("level=error").doesNotContain("level=debug");
        lab.runtime("--log-level", "loud", end[0], end[1]).run().refused("loud");
    }
}
