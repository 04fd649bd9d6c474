package dev.carafe.spec.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.carafe.spec.error.SpecException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Our schema against the one that the runtime-spec publishes, which is not part of this project:
 * set {@code CARAFE_OFFICIAL_SCHEMA} to the {@code schema} directory of a runtime-spec checkout.
 */
class OfficialSchemaTest {

    private static final String VARIABLE = "CARAFE_OFFICIAL_SCHEMA";

    private Path directory = Path.of("/nonexistent");

    @BeforeEach
    void findSchema() {
        String value = System.getenv(VARIABLE);
        assumeTrue(value != null, VARIABLE + " does not name the runtime-spec's schema directory");
        directory = Path.of(value);
    }

    private static boolean isAccepted(byte[] json) {
        try {
            ConfigReader.read(json);
            return true;
        } catch (SpecException e) {
            return false;
        }
    }

    private List<Path> examples(String kind) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("test/config/" + kind))) {
            return files.sorted().toList();
        }
    }

    private Schema official() {
        SchemaRegistry registry =
                SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_4, builder -> builder.schemas(this::text));
        return registry.getSchema(SchemaLocation.of("https://official/config-schema.json"));
    }

    /**
     * What the official schema refuses, but for two things in which it is narrower than the text:
     * file modes with a file type, which Docker writes, and a pids object without a limit.
     */
    private static List<String> complaints(Schema official, JsonNode tree) {
        return official.validate(tree).stream()
                .filter(e -> !(e.getKeyword().equals("maximum") && at(e).endsWith("/fileMode")))
                .filter(e -> !(e.getKeyword().equals("required") && at(e).endsWith("/pids")))
                .map(Error::toString)
                .toList();
    }

    private static String at(Error error) {
        return error.getInstanceLocation().toString();
    }

    private String text(String iri) {
        try {
            Path file = directory.resolve(iri.substring(iri.lastIndexOf('/') + 1));
            return Files.exists(file) ? Files.readString(file) : "{}";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By our schema; not by the rules, since one example moves devices without a namespace. */
    @Test
    void itsGoodExamplesAreAccepted() throws IOException {
        for (Path file : examples("good")) {
            JsonNode tree = JsonMapper.shared().readTree(Files.readAllBytes(file));
            assertThat(TestFiles.schemaProblems("config.json", tree)).as(file.toString()).isEmpty();
        }
    }

    @Test
    void itsBadExamplesForLinuxAreRefused() throws IOException {
        for (Path file : examples("bad")) {
            boolean linux = !file.getFileName().toString().startsWith("freebsd");
            assertThat(isAccepted(Files.readAllBytes(file)))
                    .as(file.toString())
                    .isNotEqualTo(linux);
        }
    }

    @Test
    void whatItAcceptsInOurFilesWeAccept() throws IOException {
        Schema official = official();
        List<String> differences = new ArrayList<>();
        for (Path file : TestFiles.good().toList()) {
            JsonNode tree = JsonMapper.shared().readTree(Files.readAllBytes(file));
            ((ObjectNode) tree).remove(ChangedValues.NOT_OURS);
            if (!complaints(official, tree).isEmpty()) {
                differences.add(file.getFileName() + ": " + complaints(official, tree));
            }
        }
        assertThat(differences).isEmpty();
    }

    /** One value of a good file replaced by each kind of value: we are at least as strict. */
    @Test
    void whatItRefusesOfChangedFilesWeRefuse() throws IOException {
        Schema official = official();
        List<String> lenient = new ArrayList<>();
        for (Path file : TestFiles.good().toList()) {
            for (String changed : ChangedValues.of(Files.readString(file, UTF_8))) {
                JsonNode tree = JsonMapper.shared().readTree(changed);
                List<String> errors = complaints(official, tree);
                if (!errors.isEmpty() && isAccepted(changed.getBytes(UTF_8))) {
                    lenient.add(file.getFileName() + ": " + errors);
                }
            }
        }
        assertThat(lenient).isEmpty();
    }
}
