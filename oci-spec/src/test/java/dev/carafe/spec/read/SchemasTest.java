package dev.carafe.spec.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.carafe.spec.ContainerState;
import dev.carafe.spec.ContainerState.Status;
import dev.carafe.spec.write.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SchemasTest {

    private static JsonNode schema(String file) {
        return JsonMapper.shared().readTree(SchemaDocuments.text(SchemaDocuments.BASE + file));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "config.json",
                "definitions.json",
                "linux.json",
                "mounts.json",
                "process.json",
                "resources.json",
                "seccomp.json",
                "state.json"
            })
    void isAValidSchemaThatDescribesEachProperty(String file) {
        Schema meta =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(
                                SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        List<String> undescribed = new ArrayList<>();
        collectUndescribed(schema(file), "", undescribed);

        assertThat(meta.validate(schema(file))).isEmpty();
        assertThat(schema(file).path("$id").asString()).isEqualTo(SchemaDocuments.BASE + file);
        assertThat(undescribed).isEmpty();
    }

    private static void collectUndescribed(JsonNode node, String pointer, List<String> found) {
        JsonNode type = node.path("type");
        if (type.isString() && type.asString().equals("object")) {
            for (Map.Entry<String, JsonNode> property : node.path("properties").properties()) {
                if (!property.getValue().has("description")) {
                    found.add(pointer + "/" + property.getKey());
                }
            }
        }
        node.properties()
                .forEach(e -> collectUndescribed(e.getValue(), pointer + "/" + e.getKey(), found));
    }

    @Test
    void theStateThatHooksGetIsValid() throws Exception {
        ContainerState state =
                new ContainerState(
                        "1.3.0", "box", Status.CREATED, 42, "/bundle", Map.of("a", "\u0000b\n"));

        String json = StateWriter.write(state);

        assertThat(json)
                .isEqualTo(
                        "{\"ociVersion\":\"1.3.0\",\"id\":\"box\",\"status\":\"created\",\"pid\":42,"
                                + "\"bundle\":\"/bundle\",\"annotations\":{\"a\":\"\\u0000b\\n\"}}");
        assertThat(TestFiles.schemaProblems("state.json", JsonMapper.shared().readTree(json)))
                .isEmpty();
    }
}
