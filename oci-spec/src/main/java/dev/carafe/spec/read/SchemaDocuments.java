package dev.carafe.spec.read;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.spec.error.MalformedJsonException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/** The project's JSON Schemas, by their {@code $id}. */
final class SchemaDocuments {

    /** What the {@code $id} of each schema begins with; nothing is ever fetched from there. */
    static final String BASE = "https://carafe.dev/schema/";

    private static final String DIRECTORY = "/dev/carafe/spec/schema/";

    private static final Map<String, JsonNode> TREES = new ConcurrentHashMap<>();

    private SchemaDocuments() {}

    /** A schema as a tree, for looking up its texts; it must not be changed. */
    static JsonNode tree(String iri) {
        return TREES.computeIfAbsent(iri, key -> parse(text(key)));
    }

    /** Parses a schema that is part of the build, so that it cannot be malformed. */
    static JsonNode parse(String text) {
        try {
            return JsonText.parse(text.getBytes(UTF_8), "schema");
        } catch (MalformedJsonException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The text of a schema.
     *
     * @param iri {@link #BASE} and the file's name
     */
    static String text(String iri) {
        if (!iri.startsWith(BASE)) {
            throw new IllegalArgumentException("not one of our schemas: " + iri);
        }
        String resource = DIRECTORY + iri.substring(BASE.length());
        try (InputStream in = SchemaDocuments.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("missing from the build: " + resource);
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
