package dev.carafe.spec.read;

import dev.carafe.spec.error.MalformedJsonException;
import dev.carafe.spec.error.Problem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Finds the properties that occur more than once in the same object. */
final class DuplicateNames {

    /** As many as are told of: each has a pointer, which may be long. */
    private static final int MAX_FOUND = 100;

    private DuplicateNames() {}

    /**
     * Reads a document that is known to have such a property.
     *
     * @throws MalformedJsonException if it is not JSON
     */
    static List<Problem> in(byte[] json, String document) throws MalformedJsonException {
        List<Problem> found = new ArrayList<>();
        Deque<Map<String, Integer>> open = new ArrayDeque<>();
        try (JsonParser parser = JsonText.parser(json)) {
            for (JsonToken token = parser.nextToken();
                    token != null && found.size() < MAX_FOUND;
                    token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    open.push(new HashMap<>());
                } else if (token == JsonToken.END_OBJECT) {
                    open.pop();
                } else if (token == JsonToken.PROPERTY_NAME) {
                    int line = parser.currentTokenLocation().getLineNr();
                    Integer first = open.element().putIfAbsent(parser.currentName(), line);
                    if (first != null) {
                        String pointer = parser.streamReadContext().pathAsPointer().toString();
                        found.add(
                                new Problem(pointer, "occurs twice, first on line " + first, line));
                    }
                }
            }
            return found;
        } catch (JacksonException e) {
            throw new MalformedJsonException(document, List.of(JsonText.malformed(e)));
        }
    }
}
