package dev.carafe.spec.read;

import dev.carafe.spec.error.MalformedJsonException;
import dev.carafe.spec.tree.At;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Where some values of a JSON document stand: made only when there is something to complain about,
 * by reading the document a second time. It takes as much memory as the pointers that are asked
 * for, however large the document is.
 */
final class LineIndex {

    private final Place document = new Place();

    private LineIndex() {}

    /**
     * Reads a document.
     *
     * @param pointers JSON pointers (RFC 6901) of the values that will be asked for
     * @throws MalformedJsonException if it is not JSON
     */
    static LineIndex of(byte[] json, String name, Collection<String> pointers)
            throws MalformedJsonException {
        LineIndex index = new LineIndex();
        for (String pointer : pointers) {
            index.want(pointer);
        }
        try (JsonParser parser = JsonText.parser(json)) {
            JsonToken first = parser.nextToken();
            if (first != null) {
                locate(index.document, parser);
                read(index.document, parser, first);
            }
            return index;
        } catch (JacksonException e) {
            throw new MalformedJsonException(name, List.of(JsonText.malformed(e)));
        }
    }

    private void want(String pointer) {
        Place place = document;
        for (String part : parts(pointer)) {
            place = place.below.computeIfAbsent(part, p -> new Place());
        }
    }

    /** Goes through the value at a parser's current token; depth is bounded by the parser. */
    private static void read(@Nullable Place place, JsonParser parser, JsonToken token) {
        if (place == null || place.below.isEmpty()) {
            parser.skipChildren();
        } else if (token == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                Place property = place.below.get(At.escape(parser.currentName()));
                locate(property, parser);
                read(property, parser, parser.nextToken());
            }
        } else if (token == JsonToken.START_ARRAY) {
            int index = 0;
            for (JsonToken entry = parser.nextToken();
                    entry != JsonToken.END_ARRAY;
                    entry = parser.nextToken()) {
                Place item = place.below.get(String.valueOf(index++));
                locate(item, parser);
                read(item, parser, entry);
            }
        }
    }

    private static void locate(@Nullable Place place, JsonParser parser) {
        if (place != null && place.line == 0) {
            place.line = parser.currentTokenLocation().getLineNr();
        }
    }

    /** The line of a value, or of the nearest value around it that exists. */
    int lineOf(String pointer) {
        Place place = document;
        int line = place.line;
        for (String part : parts(pointer)) {
            Place below = place.below.get(part);
            if (below == null || below.line == 0) {
                break;
            }
            place = below;
            line = place.line;
        }
        return line;
    }

    private static String[] parts(String pointer) {
        return pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1);
    }

    /** A value that is asked for, or one around it; line 0 until it was seen. */
    private static final class Place {
        private final Map<String, Place> below = new HashMap<>();
        private int line;
    }
}
