package dev.carafe.conformance.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Conformance
class CommandLineTest {

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-v"})
    void versionNamesTheRuntimeAndTheSpecification(String option, Lab lab) {
        Result result = lab.host(lab.settings().runtime().toString(), option).run().ok();
        assertThat(result.out().lines().findFirst().orElse("")).matches("\\S+ version \\S+.*");
        assertThat(result.out()).containsPattern("(?m)^spec: 1\\.\\d+\\.\\d+");
    }

    @Test
    void helpListsTheOperations(Lab lab) {
        Result result = lab.host(lab.settings().runtime().toString(), "--help").run().ok();
        assertThat(result.out())
                .contains("create", "start", "state", "kill", "delete", "run", "list", "spec");
    }

    @Test
    void unknownCommandIsAnError(Lab lab) {
        assertThat(lab.runtime("no-such-command").run().exitCode()).isNotZero();
    }

    @Test
    void unknownOptionIsAnErrorAndNothingIsMade(Lab lab) {
        lab.bundle().tryCreate("--no-such-option").refused();
    }

    @Test
    void missingBundleIsAnError(Lab lab) {
        lab.runtime("create", "--bundle", "/nonexistent", lab.id())
                .run()
                .refused("no such file", "does not exist");
    }

    @Test
    void missingConfigIsAnError(Lab lab) {
        lab.runtime("create", "--bundle", lab.subdirectory("empty").toString(), lab.id())
                .run()
                .refused("config.json");
    }

    @Test
    void configThatIsNotJsonIsAnError(Lab lab) {
        lab.bundle().write("{ not json").unwritten("create").run().refused();
    }

    @Test
    void configCutShortIsAnError(Lab lab) {
        Bundle bundle = lab.bundle();
        String whole = Json.text(bundle.config());
        bundle.write(whole.substring(0, whole.length() / 2)).unwritten("create").run().refused();
    }

    @Test
    void emptyConfigIsAnError(Lab lab) {
        lab.bundle().write("").unwritten("create").run().refused();
    }

    @Test
    void missingRootfsIsAnErrorThatNamesIt(Lab lab) {
        lab.bundle().merge("{\"root\":{\"path\":\"nowhere\"}}").tryCreate().refused("nowhere");
    }

    @Test
    void rootPathMayBeAbsolute(Lab lab) {
        Bundle bundle = lab.bundle();
        bundle.merge("{\"root\":{\"path\":%s}}".formatted(Json.text(bundle.rootfs().toString())));
        assertThat(bundle.shell("echo fine").run().ok().out()).isEqualTo("fine\n");
    }

    @Test
    void shortOptionNamesTheBundle(Lab lab) {
        Bundle bundle = lab.bundle().shell("echo fine").write();
        assertThat(
                        lab.runtime("run", "-b", bundle.directory().toString(), lab.id())
                                .run()
                                .ok()
                                .out())
                .isEqualTo("fine\n");
    }

    @Test
    void pidFileHoldsTheInitsPidAndNothingElse(Lab lab) throws IOException {
        Path file = lab.directory().resolve("pid");
        Container container = lab.bundle().staying().create("--pid-file", file.toString());
        assertThat(Files.readString(file)).isEqualTo(Long.toString(container.pid()));
    }

    @Test
    void pidFileIsWrittenByDetachedRun(Lab lab) throws IOException {
        Path file = lab.directory().resolve("pid");
        lab.bundle().staying().run("--detach", "--pid-file", file.toString()).ok();
        assertThat(Files.readString(file)).isEqualTo(Long.toString(lab.container(lab.id()).pid()));
    }

    @Test
    void pidFileThatCannotBeWrittenFailsCreateAndLeavesNothing(Lab lab) {
        lab.bundle()
                .tryCreate("--pid-file", "/nonexistent/pid")
                .refused("/nonexistent", "no such file");
        lab.container(lab.id()).tryState().refused("does not exist", "no such file");
    }

    @Test
    void specWritesAConfigThatRuns(Lab lab) throws IOException {
        Bundle bundle = lab.bundle();
        lab.runtime("spec", "--bundle", bundle.directory().toString()).run().ok();
        Path file = bundle.directory().resolve("config.json");
        String written = Files.readString(file);
        assertThat(Json.parse(written).path("ociVersion").asString()).startsWith("1.");
        Files.writeString(
                file,
                written.replaceFirst("\"terminal\":\\s*true", "\"terminal\": false")
                        .replaceFirst(
                                "\"args\":\\s*\\[\\s*\"sh\"\\s*]",
                                "\"args\": [\"echo\", \"from spec\"]"));
        assertThat(bundle.unwritten("run").run().ok().out()).isEqualTo("from spec\n");
    }

    @Test
    void specRefusesToOverwriteAConfig(Lab lab) throws IOException {
        Bundle bundle = lab.bundle().write("precious");
        lab.runtime("spec", "--bundle", bundle.directory().toString()).run().refused("exist");
        assertThat(Files.readString(bundle.directory().resolve("config.json")))
                .isEqualTo("precious");
    }

    @Test
    void rootlessSpecHasAUserNamespaceWithMaps(Lab lab) throws IOException {
        Path directory = lab.subdirectory("rootless");
        lab.runtime("spec", "--rootless").in(directory).run().ok();
        JsonNode config = Json.parse(Files.readString(directory.resolve("config.json")));
        assertThat(config.at("/linux/uidMappings/0/containerID").asInt()).isZero();
        assertThat(config.at("/linux/namespaces").toString()).contains("\"user\"");
        assertThat(config.at("/linux/namespaces").toString()).doesNotContain("\"network\"");
    }

    @Test
    void noPivotRunsTheContainer(Lab lab) {
        assertThat(lab.bundle().shell("ls /; cat /etc/passwd").run("--no-pivot").ok().out())
                .contains("alice");
    }

    @Test
    void containerHasASessionKeyringOfItsOwn(Lab lab) {
        assertThat(keysSeenInside(lab)).doesNotContain(lab.id("callers"));
    }

    @Test
    void noNewKeyringLeavesTheCallersSessionKeyring(Lab lab) {
        assertThat(keysSeenInside(lab, "--no-new-keyring")).contains(lab.id("callers"));
    }

    /** Of a caller whose session keyring can be seen by those only that have it for their own. */
    private static String keysSeenInside(Lab lab, String... options) {
        Host.needProgram("/usr/bin/python3");
        assumeTrue(Files.exists(Path.of("/proc/keys")), "needs a kernel with keyrings");
        return lab.bundle()
                .merge("{\"linux\":{\"maskedPaths\":[]}}")
                .shell("cat /proc/keys")
                .operation("run", options)
                .via(
                        "/usr/bin/python3",
                        lab.helper("session-keyring.py").toString(),
                        lab.id("callers"))
                .run()
                .ok()
                .out();
    }
}
