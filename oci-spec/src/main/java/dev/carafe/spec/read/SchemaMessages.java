package dev.carafe.spec.read;

import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.tree.At;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Turns what the validator finds into text for people, from the {@code title} (what a value must
 * be) and the {@code description} (what it is for) that the schemas have.
 */
final class SchemaMessages {

    private static final int MAX_SHOWN_CHARACTERS = 60;

    private final String file;

    SchemaMessages(String file) {
        this.file = file;
    }

    Problem problem(Error error) {
        String pointer = error.getInstanceLocation().toString();
        String keyword = error.getKeyword();
        if (keyword.equals("required")) {
            return required(pointer, error);
        }
        if (keyword.equals("propertyNames")) {
            return name(pointer, error);
        }
        Texts texts = texts(error.getEvaluationPath());
        String message = "must be " + expected(keyword, error, texts) + ", but is " + shown(error);
        return new Problem(pointer, message + purpose(texts));
    }

    private Problem required(String pointer, Error error) {
        String property = error.getProperty();
        JsonNode object = texts(error.getEvaluationPath()).node();
        Texts texts = new Texts(object, null, null).child(object.path("properties").path(property));
        return new Problem(pointer + "/" + At.escape(property), "is required" + purpose(texts));
    }

    /** The validator reports a bad name at the object, without saying which keyword failed. */
    private Problem name(String pointer, Error error) {
        Texts object = texts(error.getEvaluationPath());
        Texts names = object.child(object.node().path("propertyNames"));
        if (names.node().has("$ref")) {
            names = names.child(resolve(names.node().path("$ref").asString(), names));
        }
        String keyword = names.node().has("enum") ? "enum" : "pattern";
        return new Problem(
                pointer + "/" + At.escape(error.getProperty()),
                "has a name that is not " + expected(keyword, error, names));
    }

    private static String expected(String keyword, Error error, Texts texts) {
        JsonNode value = texts.node().path(keyword);
        return switch (keyword) {
            case "enum" ->
                    "one of "
                            + value.valueStream()
                                    .map(JsonNode::asString)
                                    .filter(word -> !word.isEmpty())
                                    .collect(Collectors.joining(", "));
            case "maxLength" -> "at most " + value + " characters long";
            case "minItems" -> "a list of at least " + value + " entry";
            case "type" -> texts.title() != null ? texts.title() : type(value.asString());
            default -> texts.title() != null ? texts.title() : error.getMessage();
        };
    }

    private static String type(String name) {
        return switch (name) {
            case "object" -> "an object";
            case "array" -> "a list";
            case "boolean" -> "true or false";
            case "string" -> "text";
            default -> name;
        };
    }

    private static String shown(Error error) {
        JsonNode instance = error.getInstanceNode();
        if (instance.isObject()) {
            return "an object";
        }
        if (instance.isArray()) {
            return instance.isEmpty() ? "empty" : "a list";
        }
        String text = instance.toString();
        if (text.length() <= MAX_SHOWN_CHARACTERS) {
            return text;
        }
        String quote = instance.isString() ? "\"" : "";
        return text.substring(0, MAX_SHOWN_CHARACTERS) + "..." + quote;
    }

    private static String purpose(Texts texts) {
        return texts.description() == null ? "" : " (" + texts.description() + ")";
    }

    /** Follows an evaluation path through the schemas, up to but not including its keyword. */
    private Texts texts(NodePath path) {
        Texts texts = new Texts(document(file), null, null);
        for (int i = 0; i < path.getNameCount() - 1; i++) {
            Object element = path.getElement(i);
            texts =
                    element.equals("$ref")
                            ? texts.child(resolve(texts.node().path("$ref").asString(), texts))
                            : texts.child(child(texts.node(), element));
        }
        return texts;
    }

    private static JsonNode child(JsonNode node, Object element) {
        return element instanceof Integer index
                ? node.path(index)
                : node.path(String.valueOf(element));
    }

    private static JsonNode resolve(String reference, Texts from) {
        int hash = reference.indexOf('#');
        if (hash < 0) {
            return document(reference);
        }
        JsonNode base = hash == 0 ? from.document() : document(reference.substring(0, hash));
        return base.at(reference.substring(hash + 1));
    }

    private static JsonNode document(String name) {
        return SchemaDocuments.tree(SchemaDocuments.BASE + name);
    }

    /**
     * A place in a schema, with the nearest texts on the way to it.
     *
     * @param node the schema at that place
     * @param title what a value must be
     * @param description what the property is for
     */
    private record Texts(
            JsonNode node,
            JsonNode document,
            @Nullable String title,
            @Nullable String description) {

        Texts(JsonNode node, @Nullable String title, @Nullable String description) {
            this(node, node, title, description);
        }

        /** One step down; what a property is for is told by the property, not by its kind. */
        Texts child(JsonNode child) {
            JsonNode newDocument = child.has("$id") ? child : document;
            String newTitle = child.has("title") ? child.path("title").asString() : null;
            String newDescription =
                    child.has("description") && !child.has("$id")
                            ? child.path("description").asString()
                            : description;
            return new Texts(child, newDocument, newTitle, newDescription);
        }
    }
}
