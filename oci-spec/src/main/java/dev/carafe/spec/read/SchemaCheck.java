package dev.carafe.spec.read;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.PathType;
import com.networknt.schema.serialization.NodeReader;
import dev.carafe.spec.error.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/** Validation against a JSON Schema; schemas are compiled once. */
final class SchemaCheck {

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDialect(
                    Dialects.getDraft202012(),
                    builder ->
                            builder.schemas(SchemaDocuments::text)
                                    .nodeReader(new SchemaReader())
                                    .schemaRegistryConfig(
                                            SchemaRegistryConfig.builder()
                                                    .pathType(PathType.JSON_POINTER)
                                                    .formatAssertionsEnabled(false)
                                                    .preloadSchema(false)
                                                    .build()));
    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

    private SchemaCheck() {}

    /**
     * Tells what a schema finds wrong.
     *
     * @param file the schema's file name
     */
    static void check(String file, JsonNode tree, Problems problems) {
        Schema schema =
                SCHEMAS.computeIfAbsent(
                        file,
                        name -> REGISTRY.getSchema(SchemaLocation.of(SchemaDocuments.BASE + name)));
        List<Error> errors = schema.validate(tree);
        if (errors.isEmpty()) {
            return;
        }
        SchemaMessages messages = new SchemaMessages(file);
        for (Error error : errors) {
            problems.accept(messages.problem(error));
            if (problems.isCut()) {
                return;
            }
        }
    }

    /** Keeps the validator from setting up a mapper of its own, which takes a cold JVM long. */
    private static final class SchemaReader implements NodeReader {

        @Override
        public JsonNode readTree(String text, InputFormat format) {
            return SchemaDocuments.parse(text);
        }

        @Override
        public JsonNode readTree(InputStream text, InputFormat format) {
            try {
                return SchemaDocuments.parse(new String(text.readAllBytes(), UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
