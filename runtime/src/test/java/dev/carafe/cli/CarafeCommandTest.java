package dev.carafe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.lifecycle.ScriptedClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CarafeCommandTest {
    private static final int STDERR_IS_A_TERMINAL = 4;

    @TempDir Path directory;
    private final TestServices services = new TestServices();
    private ScriptedClient client = new ScriptedClient(Path.of("/"), "carafe");

    @BeforeEach
    void reset() {
        client = new ScriptedClient(directory, "carafe");
    }

    private int run(String... args) {
        return run(0, args);
    }

    private int run(int terminals, String... args) {
        List<String> argv = new ArrayList<>(List.of("carafe", "--root", directory + "/root"));
        argv.addAll(List.of(args));
        client = new ScriptedClient(directory, Map.of(), terminals, argv.toArray(String[]::new));
        return CarafeCommand.run(client, services);
    }

    @Test
    void anErrorIsALogLineOnStandardError() {
        assertThat(run("state", "nope")).isEqualTo(1);

        assertThat(client.errors.toString())
                .isEqualTo(
                        "time=\"2026-11-21T05:49:50Z\" level=error msg=\"container does not exist:"
                                + " there is no \\\"nope\\\" in "
                                + directory
                                + "/root\"\n");
        assertThat(client.log).isEmpty();
    }

    @Test
    void withALogFileTheLineGoesThereAndTheTextToStandardError() {
        run("--log", "/log", "--log-format", "json", "state", "nope");

        assertThat(client.log.toString())
                .startsWith("{\"level\":\"error\",\"msg\":\"container does not exist")
                .endsWith("\"time\":\"2026-11-21T05:49:50Z\",\"id\":\"nope\"}\n");
        assertThat(client.errors.toString()).startsWith("container does not exist");
    }

    @Test
    void journalGetsFieldsAndSyslogALine() {
        run("--log", "journald:box", "state", "nope");
        assertThat(client.log.toString())
                .startsWith(
                        "PRIORITY=3\nSYSLOG_FACILITY=3\nSYSLOG_IDENTIFIER=box\nMESSAGE=container")
                .endsWith("\nCARAFE_ID=nope\n");
        assertThat(client.errors.toString()).startsWith("container does not exist");

        run("--log", "syslog:box", "state", "nope");
        assertThat(client.log.toString())
                .startsWith("<27>Nov 21 05:49:50 box[")
                .contains("]: container does not exist");
    }

    @Test
    void logFileMayBeNamedAsOne() {
        run("--log", "file:/log", "--log-format", "json", "state", "nope");
        assertThat(client.log.toString()).startsWith("{\"level\":\"error\"");
    }

    @Test
    void belowTheLogLevelNothingIsTold() {
        run("state", "nope");
        assertThat(client.errors.toString()).doesNotContain("level=debug");
        run("--log-level", "debug", "state", "nope");
        assertThat(client.errors.toString()).contains("level=debug").contains("level=error");
        run("--log-level", "error", "--debug", "state", "nope");
        assertThat(client.errors.toString()).contains("level=debug").contains("level=error");
        for (String level : List.of("error", "warn", "warning", "info")) {
            run("--log-level", level, "state", "nope");
            assertThat(client.errors.toString())
                    .contains("level=error")
                    .doesNotContain("level=debug");
        }
        assertThat(run("--log-level", "loud", "state", "nope")).isEqualTo(1);
        assertThat(client.errors.toString()).contains("invalid log-level: loud");
    }

    @Test
    void cgroupManagersMayBeSaidTwiceButNotDifferently() {
        assertThat(run("--systemd-cgroup", "--cgroup-manager", "systemd", "--version")).isZero();
        assertThat(run("--systemd-cgroup", "--cgroup-manager", "disabled", "--version"))
                .isEqualTo(1);
        assertThat(client.errors.toString()).contains("contradict each other");
        assertThat(run("--cgroup-manager", "nobody", "--version")).isEqualTo(1);
        assertThat(client.errors.toString()).contains("unknown cgroup manager \\\"nobody");
    }

    @Test
    void peopleReadNoTimeStamps() {
        run(STDERR_IS_A_TERMINAL, "state", "nope");

        assertThat(client.errors.toString()).startsWith("carafe: container does not exist");
    }

    @Test
    void thePhrasesThatEnginesMatchAreInTheErrors() {
        run("state", "nope");
        assertThat(client.errors.toString()).contains("container does not exist");
        run("kill", "nope", "KILL");
        assertThat(client.errors.toString()).contains("container does not exist");
        run("create", "--bundle", "/nope", "c1");
        assertThat(client.errors.toString()).contains("no such file or directory");
        run("create", "../c1");
        assertThat(client.errors.toString()).containsIgnoringCase("invalid container id format");
    }

    @Test
    void theVersionHasTheLinesThatEnginesParse() {
        assertThat(run("--version")).isZero();

        assertThat(client.output.toString().lines())
                .startsWith("carafe version 0.9.1", "commit: 0.9.1+abc123", "spec: 1.3.0");
    }

    @Test
    void anUnknownCommandIsExitCodeThree() {
        assertThat(run("bogus")).isEqualTo(3);
        assertThat(client.errors.toString()).contains("no such command: \\\"bogus\\\"");
    }

    @Test
    void argumentsAreCountedAsRuncCountsThem() {
        assertThat(run("create")).isEqualTo(1);
        assertThat(client.errors.toString())
                .contains("\\\"create\\\" requires exactly 1 argument(s)");
        assertThat(run("create", "a", "b")).isEqualTo(1);
        assertThat(run("kill")).isEqualTo(1);
        assertThat(client.errors.toString()).contains("requires a minimum of 1 argument(s)");
        assertThat(run("kill", "a", "b", "c")).isEqualTo(1);
        assertThat(client.errors.toString()).contains("requires a maximum of 2 argument(s)");
    }

    @Test
    void anUnknownSignalIsNamed() {
        assertThat(run("kill", "c1", "FOO")).isEqualTo(1);
        assertThat(client.errors.toString()).contains("unknown signal \\\"FOO\\\"");
    }

    @Test
    void anEmptyRootListsNothing() {
        assertThat(run("list")).isZero();
        assertThat(client.output.toString())
                .isEqualTo("ID          PID         STATUS      BUNDLE      CREATED     OWNER\n");
        assertThat(run("list", "-f", "json")).isZero();
        assertThat(client.output.toString()).isEqualTo("null\n");
        assertThat(run("list", "-q")).isZero();
        assertThat(client.output).isEmpty();
        assertThat(run("list", "-f", "xml")).isEqualTo(1);
        assertThat(client.errors.toString()).contains("invalid format option");
    }

    @Test
    void specWritesAConfigOnce() throws Exception {
        assertThat(run("spec")).isZero();
        assertThat(Files.readString(directory.resolve("config.json"))).contains("\"ociVersion\"");
        assertThat(run("spec")).isEqualTo(1);
        assertThat(client.errors.toString()).contains("File config.json exists. Remove it first");
    }

    @Test
    void systemdIsNotNeededToListContainers() {
        assertThat(run("--systemd-cgroup", "list")).isZero();
        assertThat(client.errors).isEmpty();
    }

    @Test
    void aWrongLogFormatIsAnError() {
        assertThat(run("--log-format", "xml", "list")).isEqualTo(1);
        assertThat(client.errors.toString()).contains("invalid log-format: xml");
    }

    @Test
    void helpNamesEveryCommandAndShowsEachOne() {
        assertThat(run("help")).isZero();
        assertThat(client.output.toString()).contains(Command.NAMES).doesNotContain("finish");
        for (String name : Command.NAMES) {
            assertThat(run(name, "--help")).isZero();
            assertThat(client.output.toString()).startsWith("Usage: carafe " + name);
        }
    }

    @Test
    void theEngineTellsHowItIs() {
        assertThat(run("engine", "status")).isEqualTo(1);
        services.socket = Optional.of(Path.of("/run/carafe/engine.sock"));
        assertThat(run("engine", "status")).isZero();
        assertThat(client.output.toString())
                .contains("pid:       42")
                .contains("1 h 02 min 03 s")
                .contains("50 MiB resident")
                .contains("7 served");
        assertThat(run("engine", "status", "--format", "json")).isZero();
        assertThat(client.output.toString())
                .contains("\"pid\": 42,", "\"uptimeSeconds\": 3723,", "\"sessionsServed\": 7,")
                .contains("\"residentBytes\": 52428800", "\"heapBytes\": 10485760")
                .contains("\"sessionsActive\": 1", "\"build\": \"0.9.1+abc123\"")
                .contains("\"socket\": \"/run/carafe/engine.sock\"");
        assertThat(run("engine", "status", "--format", "xml")).isEqualTo(1);
        assertThat(run("engine", "stop")).isZero();
        assertThat(services.stopped).isTrue();
    }

    @Test
    void theDefaultRootIsRootsOwnOrBelowTheRuntimeDirectory() {
        GlobalOptions globals =
                GlobalOptions.of(
                        Flags.parseGlobals(GlobalOptions.spec(), List.of()),
                        new ScriptedClient(directory, "carafe").invocation());
        var invocation =
                new ScriptedClient(
                                directory, Map.of("XDG_RUNTIME_DIR", "/run/user/1000"), 0, "carafe")
                        .invocation();

        assertThat(globals.root(invocation, () -> services.hostFacts(1)))
                .isEqualTo(Path.of("/run/carafe/containers"));
        services.uid = 1000;
        assertThat(globals.root(invocation, () -> services.hostFacts(1)))
                .isEqualTo(Path.of("/run/user/1000/carafe/containers"));
    }

    @Test
    void theLastOfARepeatedFlagCounts() {
        assertThat(run("--root", directory + "/other", "state", "nope")).isEqualTo(1);

        assertThat(client.errors.toString()).contains(directory + "/other");
    }

    @Test
    void aPathThatIsNotTextIsAnErrorOfTheCaller() {
        assertThat(run("create", "-b", "/\uDCFF", "c1")).isEqualTo(1);

        assertThat(client.errors.toString())
                .contains("paths must be UTF-8")
                .doesNotContain("internal error");
    }
}
