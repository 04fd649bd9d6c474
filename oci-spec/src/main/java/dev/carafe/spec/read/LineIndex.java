package dev.carafe.spec.read;

import dev.carafe.spec.error.MalformedJsonException;
import dev.carafe.spec.error.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Where each value of a JSON document stands: made only when there is something to complain about,
 * by reading the document a second time.
 */
final class LineIndex {

    private final Map<String, Integer> lines = new HashMap<>();
    private final List<Problem> duplicates = new ArrayList<>();

    private LineIndex() {}

    /**
     * Reads a document.
     *
     * @throws MalformedJsonException if it is not JSON
     */
    static LineIndex of(byte[] json, String document) throws MalformedJsonException {
        LineIndex index = new LineIndex();
        try (JsonParser parser = JsonText.parser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (!token.isStructEnd()) {
                    index.add(parser, token);
                }
            }
            return index;
        } catch (JacksonException e) {
            throw new MalformedJsonException(document, List.of(JsonText.malformed(e)));
        }
    }

    private void add(JsonParser parser, JsonToken token) {
        String pointer = pointer(parser, token);
        int line = parser.currentTokenLocation().getLineNr();
        boolean known = lines.putIfAbsent(pointer, line) != null;
        if (known && token == JsonToken.PROPERTY_NAME) {
            String message = "occurs twice, first on line " + lines.get(pointer);
            duplicates.add(new Problem(pointer, message, line));
        }
    }

    private static String pointer(JsonParser parser, JsonToken token) {
        var context = parser.streamReadContext();
        // At the start of a structure the context is already the inner one.
        return (token.isStructStart() ? context.getParent() : context).pathAsPointer().toString();
    }

    /** The line of a value, or of the nearest value around it that exists. */
    int lineOf(String pointer) {
        for (String place = pointer; !place.isEmpty(); place = parent(place)) {
            Integer line = lines.get(place);
            if (line != null) {
                return line;
            }
        }
        return lines.getOrDefault("", 0);
    }

    private static String parent(String pointer) {
        return pointer.substring(0, pointer.lastIndexOf('/'));
    }

    /** The properties that occur more than once in the same object. */
    List<Problem> duplicates() {
        return duplicates;
    }
}
