package dev.carafe.spec.read;

import dev.carafe.spec.error.Problem;
import dev.carafe.spec.error.Problems;
import dev.carafe.spec.tree.At;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Finds the properties of a valid document that its schema does not have. They are ignored, as the
 * specification asks for, though one may be a word that was mistyped.
 */
final class UnknownProperties {
    private static final String REFERENCE = "$ref";

    private final Problems found = new Problems();

    private UnknownProperties() {}

    /**
     * The first of them, in the order of the file.
     *
     * @param file the schema's file name
     */
    static List<Problem> in(JsonNode tree, String file) {
        UnknownProperties unknown = new UnknownProperties();
        JsonNode schema = SchemaDocuments.tree(SchemaDocuments.BASE + file);
        unknown.look(At.root(tree), schema, schema);
        return unknown.found.isCut()
                ? Problems.withMore(unknown.found.kept())
                : unknown.found.kept();
    }

    /**
     * Looks at a value.
     *
     * @param document the schema that references are relative to
     * @param schema the value's
     */
    private void look(At place, JsonNode document, JsonNode schema) {
        if (schema.has(REFERENCE)) {
            String[] parts = schema.path(REFERENCE).stringValue("").split("#", 2);
            JsonNode target =
                    parts[0].isEmpty()
                            ? document
                            : SchemaDocuments.tree(SchemaDocuments.BASE + parts[0]);
            look(place, target, parts.length == 1 ? target : target.at(parts[1]));
            return;
        }
        for (At item : place.items()) {
            look(item, document, schema.path("items"));
        }
        JsonNode known = schema.path("properties");
        JsonNode others = schema.path("additionalProperties");
        for (At property : place.properties()) {
            if (known.has(property.name())) {
                look(property, document, known.path(property.name()));
            } else if (others.isObject()) {
                look(property, document, others);
            } else if (known.isObject()) {
                found.accept(
                        property.problem(
                                "is no property of the specification, and without effect"));
            }
        }
    }
}
