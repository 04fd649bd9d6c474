package dev.carafe.spec.read;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Typed access to the properties of a JSON object that the schema has accepted.
 *
 * <p>By hand instead of by reflection: a cold JVM has no introspection of the records to do.
 */
final class Fields {

    private Fields() {}

    /** Text; null when absent or empty, which mean the same for all optional text of the spec. */
    static @Nullable String text(JsonNode object, String name) {
        String text = object.path(name).stringValue("");
        return text.isEmpty() ? null : text;
    }

    /** Text; empty when absent. */
    static String textOrEmpty(JsonNode object, String name) {
        return object.path(name).stringValue("");
    }

    static boolean flag(JsonNode object, String name) {
        return object.path(name).booleanValue(false);
    }

    static @Nullable Boolean optionalFlag(JsonNode object, String name) {
        JsonNode node = object.path(name);
        return node.isBoolean() ? node.booleanValue() : null;
    }

    /**
     * A number; null when absent. Those above 2^63 - 1 become negative: unsigned 64-bit numbers.
     */
    static @Nullable Long number(JsonNode object, String name) {
        JsonNode node = object.path(name);
        if (!node.isNumber()) {
            return null;
        }
        return node.isBigInteger() ? node.bigIntegerValue().longValue() : node.longValue();
    }

    /** A number; 0 when absent. */
    static long numberOrZero(JsonNode object, String name) {
        Long number = number(object, name);
        return number == null ? 0 : number;
    }

    static @Nullable Integer integer(JsonNode object, String name) {
        JsonNode node = object.path(name);
        return node.isNumber() ? node.intValue() : null;
    }

    /** A number; 0 when absent. */
    static int integerOrZero(JsonNode object, String name) {
        return object.path(name).intValue(0);
    }

    static List<String> texts(JsonNode object, String name) {
        return list(object, name, JsonNode::stringValue);
    }

    static <T> List<T> list(JsonNode object, String name, Function<JsonNode, T> mapper) {
        JsonNode node = object.path(name);
        List<T> list = new ArrayList<>(node.size());
        for (JsonNode entry : node) {
            list.add(mapper.apply(entry));
        }
        return list;
    }

    static Map<String, String> textMap(JsonNode object, String name) {
        return map(object, name, JsonNode::stringValue);
    }

    static <T> Map<String, T> map(JsonNode object, String name, Function<JsonNode, T> mapper) {
        Map<String, T> map = new LinkedHashMap<>();
        object.path(name)
                .properties()
                .forEach(entry -> map.put(entry.getKey(), mapper.apply(entry.getValue())));
        return map;
    }

    static <T> @Nullable T object(JsonNode object, String name, Function<JsonNode, T> mapper) {
        JsonNode node = object.path(name);
        return node.isMissingNode() ? null : mapper.apply(node);
    }
}
