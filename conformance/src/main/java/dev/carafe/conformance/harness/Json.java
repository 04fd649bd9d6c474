package dev.carafe.conformance.harness;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON as tests write it: text blocks. */
public final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    /** Parses a document. */
    public static JsonNode parse(String text) {
        return MAPPER.readTree(text);
    }

    /** The text of any value, quoted and escaped. */
    public static String text(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /** Applies an RFC 7396 merge patch in place: objects merge, null removes, the rest replaces. */
    public static void merge(ObjectNode target, JsonNode patch) {
        for (Map.Entry<String, JsonNode> entry : patch.properties()) {
            String name = entry.getKey();
            JsonNode value = entry.getValue();
            if (value.isNull()) {
                target.remove(name);
            } else if (value.isObject() && target.get(name) instanceof ObjectNode below) {
                merge(below, value);
            } else {
                target.set(name, value);
            }
        }
    }
}
