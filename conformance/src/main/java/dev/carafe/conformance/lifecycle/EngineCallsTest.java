package dev.carafe.conformance.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Command;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * The command lines of containerd's shim (through go-runc) and of conmon, word for word, and what
 * these read of the answers.
 */
@Conformance
class EngineCallsTest {

    /** As go-runc puts it: global flags, then the command. */
    private static Command shim(Lab lab, String... words) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                lab.settings().runtime().toString(),
                                "--root",
                                lab.root().toString(),
                                "--log",
                                log(lab).toString(),
                                "--log-format",
                                "json"));
        all.addAll(Arrays.asList(words));
        return lab.host(all.toArray(String[]::new));
    }

    private static Path log(Lab lab) {
        return lab.directory().resolve("log.json");
    }

    /** The shim decodes every line of its log, and shows the last error. */
    private static String lastError(Lab lab) throws IOException {
        return Files.readAllLines(log(lab)).stream()
                .map(Json::parse)
                .filter(line -> line.path("level").asString().equals("error"))
                .map(line -> line.path("msg").asString())
                .reduce("", (before, last) -> last);
    }

    private static Path pidFile(Lab lab, String name) {
        return lab.directory().resolve(name);
    }

    /** The shim takes the whole file for a number: not even a line end may follow. */
    private static long pid(Path file) throws IOException {
        return Long.parseLong(Files.readString(file));
    }

    private static Container created(Lab lab) throws IOException {
        Path bundle = lab.bundle().staying().write().directory();
        Path file = pidFile(lab, "init.pid");
        shim(lab, "create", "--bundle", bundle.toString(), "--pid-file", file.toString(), lab.id())
                .run()
                .ok();
        Container container = lab.container(lab.id());
        assertThat(pid(file)).isEqualTo(container.pid());
        return container;
    }

    private static Path process(Lab lab, String script) {
        return lab.file(
                "runc-process",
                """
                {"terminal":false,"user":{"uid":0,"gid":0},"args":["sh","-c",%s],"env":["PATH=/bin","%s=%s"],"cwd":"/"}
                """
                        .formatted(Json.text(script), Lab.MARKER, lab.id()));
    }

    @Test
    void shimCreatesStartsKillsAndDeletes(Lab lab) throws IOException {
        Container container = created(lab);
        shim(lab, "start", lab.id()).run().ok();
        JsonNode state = Json.parse(shim(lab, "state", lab.id()).run().ok().out());
        assertThat(state.path("status").asString()).isEqualTo("running");
        assertThat(OffsetDateTime.parse(state.path("created").asString())).isNotNull();
        assertThat(state.path("bundle").asString()).startsWith("/");
        shim(lab, "kill", "--all", lab.id(), "9").run().ok();
        container.awaitStatus("stopped");
        shim(lab, "delete", lab.id()).run().ok();
    }

    @Test
    void shimKnowsAProcessThatHasEndedByTheText(Lab lab) throws IOException {
        Container container = created(lab);
        shim(lab, "start", lab.id()).run().ok();
        shim(lab, "kill", lab.id(), "9").run().ok();
        container.awaitStatus("stopped");
        shim(lab, "kill", lab.id(), "15")
                .run()
                .refused("container not running", "process already finished", "no such process");
        shim(lab, "delete", "--force", lab.id()).run().ok();
        shim(lab, "delete", lab.id()).run().refused("does not exist");
        assertThat(lastError(lab)).contains("does not exist");
        shim(lab, "delete", "--force", lab.id()).run().ok();
    }

    @Test
    void shimExecutesAProcessOfAFile(Lab lab) throws IOException {
        created(lab);
        shim(lab, "start", lab.id()).run().ok();
        Path file = pidFile(lab, "exec.pid");
        Path process = process(lab, "echo executed; exec sleep 1000");
        shim(
                        lab,
                        "exec",
                        "--process",
                        process.toString(),
                        "--detach",
                        "--pid-file",
                        file.toString(),
                        lab.id())
                .run()
                .ok();
        Poll.until(
                "the process",
                () -> Host.text("/proc/" + pidOf(file) + "/cmdline").contains("sleep"));
        shim(
                        lab,
                        "exec",
                        "--process",
                        process(lab, "true").toString().replace("runc-process", "nothing"),
                        "--detach",
                        "--pid-file",
                        file.toString(),
                        lab.id())
                .run()
                .refused("no such file or directory");
        assertThat(lastError(lab)).contains("no such file or directory");
    }

    private static long pidOf(Path file) {
        try {
            return pid(file);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void shimListsPidsAndStats(Lab lab) throws IOException {
        Container container = created(lab);
        shim(lab, "start", lab.id()).run().ok();
        JsonNode pids = Json.parse(shim(lab, "ps", "--format", "json", lab.id()).run().ok().out());
        assertThat(pids.isArray()).isTrue();
        assertThat(pids.toString()).contains(Long.toString(container.pid()));
    }

    @Test
    void shimListsContainersAndReadsTheirStats(Lab lab) throws IOException {
        Container container = created(lab);
        shim(lab, "start", lab.id()).run().ok();
        JsonNode list = Json.parse(shim(lab, "list", "--format=json").run().ok().out());
        assertThat(list.get(0).path("id").asString()).isEqualTo(lab.id());
        assertThat(list.get(0).path("pid").asLong()).isEqualTo(container.pid());
        assertThat(list.get(0).path("status").asString()).isEqualTo("running");
        JsonNode event = Json.parse(shim(lab, "events", "--stats", lab.id()).run().ok().out());
        assertThat(event.path("type").asString()).isEqualTo("stats");
        assertThat(event.path("id").asString()).isEqualTo(lab.id());
        assertThat(event.path("data").has("pids")).isTrue();
    }

    @Test
    void shimReadsTheTableOfProcessesByItsTitles(Lab lab) throws IOException {
        Container container = created(lab);
        shim(lab, "start", lab.id()).run().ok();
        List<String> table =
                shim(lab, "ps", "--format", "table", lab.id(), "-o", "pid,args")
                        .run()
                        .ok()
                        .out()
                        .lines()
                        .toList();
        assertThat(table.getFirst().strip().split("\\s+", -1)).startsWith("PID");
        assertThat(table)
                .anyMatch(line -> line.strip().startsWith(Long.toString(container.pid()) + " "));
    }

    @Test
    void shimUpdatesFromStandardInput(Lab lab) throws IOException {
        created(lab);
        shim(lab, "update", "--resources=-", lab.id())
                .stdin("{\"pids\":{\"limit\":123},\"cpu\":{\"shares\":512}}\n")
                .run()
                .ok();
        shim(lab, "update", "--resources=-", lab.id()).stdin("{\n").run().refused();
        assertThat(lastError(lab)).isNotEmpty();
    }

    @Test
    void shimPausesAndResumes(Lab lab) throws IOException {
        Container container = created(lab);
        shim(lab, "start", lab.id()).run().ok();
        shim(lab, "pause", lab.id()).run().ok();
        assertThat(container.status()).isEqualTo("paused");
        shim(lab, "resume", lab.id()).run().ok();
        assertThat(container.status()).isEqualTo("running");
    }

    @Test
    void conmonCreatesAndExecutes(Lab lab) throws IOException {
        Path bundle = lab.bundle().staying().write().directory();
        Path file = pidFile(lab, "pidfile");
        lab.runtime(
                        "create",
                        "--bundle",
                        bundle.toString(),
                        "--pid-file",
                        file.toString(),
                        "--no-new-keyring",
                        lab.id())
                .run()
                .ok();
        lab.runtime("start", lab.id()).run().ok();
        Path exec = pidFile(lab, "exec.pid");
        lab.runtime(
                        "exec",
                        "--pid-file",
                        exec.toString(),
                        "--process",
                        process(lab, "exec sleep 1000").toString(),
                        "--detach",
                        lab.id())
                .run()
                .ok();
        assertThat(pid(exec)).isNotEqualTo(pid(file));
    }

    /** As the shim restores: it has the flag with one dash. */
    @Test
    void shimSavesAndRestores(Lab lab) throws IOException {
        Host.needCriu();
        Counter counter = Counter.of(lab);
        counter.run();
        String images = lab.directory().resolve("images").toString();
        String work = lab.subdirectory("work").toString();
        shim(lab, "checkpoint", "--image-path", images, "--work-path", work, lab.id()).run().ok();
        Path file = pidFile(lab, "init.pid");
        Counter.quiet(
                        shim(
                                lab,
                                "restore",
                                "--image-path",
                                images,
                                "--work-path",
                                work,
                                "--detach",
                                "--pid-file",
                                file.toString(),
                                "-no-subreaper",
                                "--bundle",
                                counter.bundle().directory().toString(),
                                lab.id()))
                .run()
                .ok();
        assertThat(pid(file)).isEqualTo(lab.container(lab.id()).pid());
        counter.awaitMore();
    }

    /** The bundle is where criu works, and what Podman asks for comes last. */
    @Test
    void conmonRestores(Lab lab) throws IOException {
        Host.needCriu();
        Counter counter = Counter.of(lab);
        counter.run();
        counter.checkpoint().run().ok();
        Path file = pidFile(lab, "pidfile");
        String bundle = counter.bundle().directory().toString();
        Counter.quiet(
                        lab.runtime(
                                "restore",
                                "--bundle",
                                bundle,
                                "--pid-file",
                                file.toString(),
                                "--no-pivot",
                                "--detach",
                                "--image-path",
                                counter.images().toString(),
                                "--work-path",
                                bundle,
                                "--file-locks",
                                lab.id()))
                .run()
                .ok();
        assertThat(pid(file)).isEqualTo(lab.container(lab.id()).pid());
        counter.awaitMore();
    }

    /** As for a container that Podman makes with {@code keyring = false}; runc has no such flag. */
    @Test
    @Tag("carafe")
    void conmonRestoresWithoutAKeyring(Lab lab) throws IOException {
        Path bundle = lab.bundle().staying().write().directory();
        String missing = lab.directory().resolve("missing").toString();
        lab.runtime(
                        "restore",
                        "--bundle",
                        bundle.toString(),
                        "--pid-file",
                        pidFile(lab, "pidfile").toString(),
                        "--no-new-keyring",
                        "--detach",
                        "--image-path",
                        missing,
                        "--work-path",
                        bundle.toString(),
                        lab.id())
                .run()
                .refused(missing);
    }

    /** On every machine: what these calls are refused for is not how they are written. */
    @Test
    void callsAreReadAsTheyAreWritten(Lab lab) throws IOException {
        Path bundle = lab.bundle().staying().write().directory();
        String missing = lab.directory().resolve("missing").toString();
        shim(
                        lab,
                        "restore",
                        "--image-path",
                        missing,
                        "--work-path",
                        missing,
                        "--tcp-established",
                        "--ext-unix-sk",
                        "--shell-job",
                        "--file-locks",
                        "--manage-cgroups-mode",
                        "soft",
                        "--empty-ns",
                        "network",
                        "--lazy-pages",
                        "--detach",
                        "--pid-file",
                        pidFile(lab, "init.pid").toString(),
                        "--no-pivot",
                        "-no-subreaper",
                        "--bundle",
                        bundle.toString(),
                        lab.id())
                .run()
                .refused(missing);
        shim(lab, "checkpoint", "--image-path", missing, "--leave-running", lab.id())
                .run()
                .refused("does not exist");
        shim(lab, "--debug", "--rootless=false", "state", lab.id()).run().refused("does not exist");
        shim(lab, "events", "--interval=1s", lab.id()).run().refused("does not exist");
        assertThat(lastError(lab)).contains("does not exist");
        lab.container(lab.id()).tryState().refused("does not exist");
    }

    /** containerd's {@code CriuPath}. */
    @Test
    void criuIsTheOneThatIsNamed(Lab lab) throws IOException {
        Host.needCriu();
        created(lab);
        shim(lab, "start", lab.id()).run().ok();
        String images = lab.directory().resolve("images").toString();
        shim(lab, "--criu", "/nosuch/criu", "checkpoint", "--image-path", images, lab.id())
                .run()
                .refused("/nosuch/criu");
        assertThat(lastError(lab)).contains("/nosuch/criu");
        assertThat(lab.container(lab.id()).status()).isEqualTo("running");
    }

    /** What go-runc parses where it asks which runtime this is. */
    @Test
    void shimAsksForVersionAndFeatures(Lab lab) {
        assertThat(shim(lab, "--version").run().ok().out()).contains("\nspec: 1.");
        assertThat(
                        Json.parse(shim(lab, "features").run().ok().out())
                                .path("ociVersionMax")
                                .asString())
                .startsWith("1.");
    }
}
