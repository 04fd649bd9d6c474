package dev.carafe.spec.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** All variants of a document in which one value is of another kind. */
final class ChangedValues {

    private static final List<String> VALUES = List.of("true", "-1", "\"x y\"", "[1]", "{\"q\":1}");

    /** Sections that our schema knows nothing of. */
    static final Set<String> NOT_OURS = Set.of("freebsd", "solaris", "vm", "windows", "zos");

    private final List<String> variants = new ArrayList<>();
    private final JsonNode root;

    private ChangedValues(JsonNode root) {
        this.root = root;
    }

    static List<String> of(String json) {
        JsonNode root = JsonMapper.shared().readTree(json);
        if (root instanceof ObjectNode object) {
            object.remove(NOT_OURS);
        }
        ChangedValues changed = new ChangedValues(root);
        changed.visit(root);
        return changed.variants;
    }

    private void visit(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (String name : List.copyOf(object.propertyNames())) {
                JsonNode old = object.get(name);
                for (String value : VALUES) {
                    object.set(name, JsonMapper.shared().readTree(value));
                    variants.add(root.toString());
                }
                object.set(name, old);
                visit(old);
            }
        } else if (node instanceof ArrayNode array && !array.isEmpty()) {
            JsonNode old = array.get(0);
            for (String value : VALUES) {
                array.set(0, JsonMapper.shared().readTree(value));
                variants.add(root.toString());
            }
            array.set(0, old);
            visit(old);
        }
    }
}
