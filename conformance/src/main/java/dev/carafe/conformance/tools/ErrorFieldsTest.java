package dev.carafe.conformance.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The parts of an error as fields of the JSON log line, beside the whole in its {@code msg}. */
@Tag("carafe")
@Conformance
class ErrorFieldsTest {

    @Test
    void failedOperationHasItsPlaceCallErrnoAndHint(Lab lab) throws IOException {
        Bundle bundle = lab.bundle().mount("/mnt", "no-such-fs", "none");
        JsonNode line = errorOfCreate(lab, bundle);
        assertThat(line.path("msg").asString())
                .contains("/mounts/6", "no such device (ENODEV)", "does not have that file system");
        assertThat(line.path("file").asString())
                .isEqualTo(bundle.directory().resolve("config.json").toRealPath().toString());
        assertThat(line.path("pointer").asString()).isEqualTo("/mounts/6");
        assertThat(line.path("line").asInt()).isPositive();
        assertThat(line.path("operation").asString()).isEqualTo("new_mount");
        assertThat(line.path("syscall").asString()).isEqualTo("fsopen");
        assertThat(line.path("errno").asString()).isEqualTo("ENODEV");
        assertThat(line.path("hint").asString()).contains("file system");
        assertThat(line.path("id").asString()).isEqualTo(lab.id());
    }

    @Test
    void everyProblemOfAConfigurationHasItsPlace(Lab lab) throws IOException {
        Bundle bundle =
                lab.bundle().merge("{\"hostname\":7,\"process\":{\"cwd\":\"here\",\"args\":3}}");
        JsonNode line = errorOfCreate(lab, bundle);
        assertThat(line.path("problems").size()).isGreaterThan(1);
        for (JsonNode problem : line.path("problems")) {
            assertThat(problem.path("pointer").asString()).startsWith("/");
            assertThat(problem.path("line").asInt()).isPositive();
            assertThat(line.path("msg").asString()).contains(problem.path("msg").asString());
        }
    }

    @Test
    void refusedLimitNamesTheFile(Lab lab) throws IOException {
        JsonNode line =
                errorOfCreate(
                        lab,
                        lab.bundle()
                                .merge(
                                        "{\"linux\":{\"resources\":{\"cpu\":{\"cpus\":\"9999\"}}}}"));
        assertThat(line.path("pointer").asString()).isEqualTo("/linux/resources/cpu/cpus");
        assertThat(line.path("syscall").asString()).isEqualTo("write");
        assertThat(line.path("target").asString()).endsWith("cpuset.cpus");
        assertThat(line.path("errno").asString()).isNotEmpty();
    }

    @Test
    void missingInterpreterIsHintedAt(Lab lab) throws IOException {
        Bundle bundle = lab.bundle().args("/script");
        Path script = Files.writeString(bundle.rootfs().resolve("script"), "#!/no/such/shell\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        bundle.create();
        JsonNode line = error(lab, "start", lab.id());
        assertThat(line.path("errno").asString()).isEqualTo("ENOENT");
        assertThat(line.path("hint").asString()).contains("interpreter");
    }

    private static JsonNode errorOfCreate(Lab lab, Bundle bundle) throws IOException {
        bundle.write();
        return error(lab, "create", "--bundle", bundle.directory().toString(), lab.id());
    }

    private static JsonNode error(Lab lab, String... command) throws IOException {
        Path log = lab.directory().resolve("log");
        lab.flag("--log").flag(log.toString()).flag("--log-format").flag("json");
        lab.runtime(command).run().refused();
        JsonNode line = Json.parse(Files.readAllLines(log).getLast());
        assertThat(line.path("level").asString()).isEqualTo("error");
        return line;
    }
}
