package dev.carafe.spec.read;

import dev.carafe.spec.error.MalformedJsonException;
import dev.carafe.spec.error.Problem;
import java.math.BigDecimal;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * From bytes to a JSON tree without nulls, in which 1.0 and 1e3 are the integers that they are to a
 * JSON Schema.
 *
 * <p>Jackson's mapper can do it too, but a cold JVM would have to set it up first.
 */
final class JsonText {

    /** The JDK's own parser of large integers, of which there are few, has less to set up. */
    private static final JsonFactory FACTORY =
            JsonFactory.builder().disable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER).build();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** What Jackson adds to its messages for Java programmers. */
    private static final String LIBRARY_TALK = " \\(start marker at .*|, from `[^`]*`";

    private final JsonParser parser;
    private int values;

    private JsonText(JsonParser parser) {
        this.parser = parser;
    }

    /** A parser for a text. */
    static JsonParser parser(byte[] json) {
        return FACTORY.createParser(ObjectReadContext.empty(), json);
    }

    /**
     * Parses a document; properties that are null are left out.
     *
     * @throws MalformedJsonException if it is not JSON, has a property twice, or more values than
     *     {@link ConfigReader#MAX_VALUES}
     */
    static JsonNode parse(byte[] json, String document) throws MalformedJsonException {
        try (JsonParser parser = parser(json)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new MalformedJsonException(document, List.of(new Problem("", "is empty", 1)));
            }
            JsonNode tree = new JsonText(parser).value(first);
            if (parser.nextToken() != null) {
                throw new RefusedException("is not valid JSON: goes on after its end", parser);
            }
            return tree;
        } catch (DuplicateException e) {
            throw new MalformedJsonException(document, DuplicateNames.in(json, document));
        } catch (RefusedException e) {
            throw new MalformedJsonException(document, List.of(e.problem));
        } catch (JacksonException e) {
            throw new MalformedJsonException(document, List.of(malformed(e)));
        }
    }

    /** What a parser's exception says, with its place. */
    static Problem malformed(JacksonException e) {
        TokenStreamLocation location = e.getLocation();
        String reason = e.getOriginalMessage().lines().findFirst().orElse("");
        String message = "is not valid JSON: " + reason.replaceAll(LIBRARY_TALK, "");
        if (location == null || location.getLineNr() < 1) {
            return new Problem("", message);
        }
        return new Problem(
                "", "column " + location.getColumnNr() + " " + message, location.getLineNr());
    }

    /** The value at the current token; depth is bounded by the parser's own limit of 500. */
    private JsonNode value(JsonToken token) {
        if (++values > ConfigReader.MAX_VALUES) {
            throw new RefusedException(
                    "has more than " + ConfigReader.MAX_VALUES + " values", parser);
        }
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> NODES.stringNode(text(parser.getString()));
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> decimal(parser.getDoubleValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                    throw new IllegalStateException("not the start of a value: " + token);
        };
    }

    private ObjectNode object() {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = text(parser.currentName());
            if (object.has(name)) {
                throw new DuplicateException();
            }
            object.set(name, value(parser.nextToken()));
        }
        object.removeIf(JsonNode::isNull);
        return object;
    }

    private ArrayNode array() {
        ArrayNode array = NODES.arrayNode();
        for (JsonToken token = parser.nextToken();
                token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            array.add(value(token));
        }
        return array;
    }

    /** Half of a pair, written as an escape, is no character: it would get lost on the way. */
    private String text(String text) {
        if (hasHalfPair(text)) {
            throw new RefusedException("is not valid JSON: has half of a surrogate pair", parser);
        }
        return text;
    }

    /** A loop over chars: this is asked of every text, and a cold JVM is slow with streams. */
    private static boolean hasHalfPair(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE);
            }
        }
        return false;
    }

    private JsonNode integer() {
        return switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL ->
                    NODES.numberNode(parser.getBigIntegerValue());
        };
    }

    private static JsonNode decimal(double number) {
        boolean whole = Double.isFinite(number) && number == Math.rint(number);
        return whole
                ? NODES.numberNode(new BigDecimal(number).toBigInteger())
                : NODES.numberNode(number);
    }

    /** Says only that there is a property that occurs twice. */
    private static final class DuplicateException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** What the parser lets pass, but we do not. */
    private static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Problem problem;

        RefusedException(String message, JsonParser parser) {
            problem = new Problem("", message, parser.currentTokenLocation().getLineNr());
        }
    }
}
