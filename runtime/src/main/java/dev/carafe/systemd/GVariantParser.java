package dev.carafe.systemd;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the text of a value into nodes, left to right. */
final class GVariantParser {
    private static final Map<String, Character> TYPES =
            Map.ofEntries(
                    Map.entry("boolean", 'b'),
                    Map.entry("byte", 'y'),
                    Map.entry("int16", 'n'),
                    Map.entry("uint16", 'q'),
                    Map.entry("int32", 'i'),
                    Map.entry("uint32", 'u'),
                    Map.entry("int64", 'x'),
                    Map.entry("uint64", 't'),
                    Map.entry("double", 'd'),
                    Map.entry("string", 's'),
                    Map.entry("objectpath", 'o'));

    private static final Pattern NUMBER =
            Pattern.compile(
                    "[-+]?(0x[0-9a-fA-F]+|[0-9]+(\\.[0-9]*)?([eE][-+]?[0-9]+)?|\\.[0-9]+([eE][-+]?[0-9]+)?)");
    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9]*");
    private static final Pattern TYPE = Pattern.compile("[a-z()]+");
    private static final int DEEPEST = 16;

    private final String text;
    private int at;
    private int depth;

    GVariantParser(String text) {
        this.text = text;
    }

    /** The one value that the whole text is. */
    GVariantNode all() throws GVariantSyntaxException {
        GVariantNode node = value();
        skipBlanks();
        if (at < text.length()) {
            throw new GVariantSyntaxException("something after the value", at);
        }
        return node;
    }

    private GVariantNode value() throws GVariantSyntaxException {
        if (++depth > DEEPEST) {
            throw new GVariantSyntaxException("too deep a value", at);
        }
        GVariantNode node = any();
        depth--;
        return node;
    }

    private GVariantNode any() throws GVariantSyntaxException {
        skipBlanks();
        int begin = at;
        if (at == text.length()) {
            throw new GVariantSyntaxException("no value", at);
        }
        char first = text.charAt(at);
        if (first == '\'' || first == '"') {
            return new GVariantNode.Text(string(), 's', begin);
        }
        if (first == '[' || first == '(') {
            return group(first, begin);
        }
        if (first == '@') {
            return annotated(begin);
        }
        if (text.startsWith("b'", at) || text.startsWith("b\"", at)) {
            return bytes(begin);
        }
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        if (number.lookingAt()) {
            at = number.end();
            return new GVariantNode.Numeral(number.group(), null, begin);
        }
        return word(begin);
    }

    private GVariantNode word(int begin) throws GVariantSyntaxException {
        Matcher word = WORD.matcher(text).region(at, text.length());
        if (!word.lookingAt()) {
            throw new GVariantSyntaxException("no value", at);
        }
        at = word.end();
        if (word.group().equals("true") || word.group().equals("false")) {
            return new GVariantNode.Truth(word.group().equals("true"), begin);
        }
        Character type = TYPES.get(word.group());
        if (type == null) {
            throw new GVariantSyntaxException(
                    "\"" + word.group() + "\" is neither a value nor a type", begin);
        }
        return typed(value(), Character.toString(type), begin);
    }

    /** {@code @as []}. */
    private GVariantNode annotated(int begin) throws GVariantSyntaxException {
        Matcher type = TYPE.matcher(text).region(at + 1, text.length());
        if (!type.lookingAt() || !GVariantTypes.isType(type.group())) {
            throw new GVariantSyntaxException("no type that a unit's property has", at + 1);
        }
        at = type.end();
        return typed(value(), type.group(), begin);
    }

    private static GVariantNode typed(GVariantNode node, String type, int begin)
            throws GVariantSyntaxException {
        @Nullable GVariantNode typed =
                switch (node) {
                    case GVariantNode.Numeral(String literal, Character _, int _)
                            when GVariantTypes.isNumber(type) ->
                            new GVariantNode.Numeral(literal, type.charAt(0), begin);
                    case GVariantNode.Text(String string, char _, int _)
                            when type.equals("s") || type.equals("o") ->
                            new GVariantNode.Text(string, type.charAt(0), begin);
                    case GVariantNode.Array(List<GVariantNode> elements, String _, int _)
                            when type.startsWith("a") ->
                            new GVariantNode.Array(elements, type, begin);
                    case GVariantNode.Truth truth when type.equals("b") -> truth;
                    case GVariantNode.Tuple(List<GVariantNode> members, String _, int _)
                            when type.startsWith("(") ->
                            new GVariantNode.Tuple(members, type, begin);
                    case GVariantNode.Truth _,
                            GVariantNode.Numeral _,
                            GVariantNode.Text _,
                            GVariantNode.Array _,
                            GVariantNode.Tuple _ ->
                            null;
                };
        if (typed == null) {
            throw new GVariantSyntaxException("a value that is not of type " + type, node.at());
        }
        return typed;
    }

    private GVariantNode group(char open, int begin) throws GVariantSyntaxException {
        char close = open == '[' ? ']' : ')';
        at++;
        List<GVariantNode> nodes = new ArrayList<>();
        while (!isAt(close)) {
            if (!nodes.isEmpty()) {
                expect(',', close);
                if (open == '(' && isAt(close)) {
                    break; // a tuple of one has a comma
                }
            }
            nodes.add(value());
        }
        at++;
        return open == '['
                ? new GVariantNode.Array(nodes, null, begin)
                : new GVariantNode.Tuple(nodes, null, begin);
    }

    private void expect(char wanted, char close) throws GVariantSyntaxException {
        if (!isAt(wanted)) {
            throw new GVariantSyntaxException("neither " + wanted + " nor " + close, at);
        }
        at++;
    }

    /** A byte string: an array of bytes with a zero at the end. */
    private GVariantNode bytes(int begin) throws GVariantSyntaxException {
        at++;
        List<GVariantNode> bytes = new ArrayList<>();
        for (byte b : (string() + "\0").getBytes(StandardCharsets.UTF_8)) {
            bytes.add(new GVariantNode.Numeral(Integer.toString(b & 0xff), 'y', begin));
        }
        return new GVariantNode.Array(bytes, "ay", begin);
    }

    private String string() throws GVariantSyntaxException {
        int begin = at;
        char quote = text.charAt(at++);
        StringBuilder string = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote) {
            char c = text.charAt(at++);
            string.append(c == '\\' ? escaped(begin) : Character.toString(c));
        }
        if (at == text.length()) {
            throw new GVariantSyntaxException("a string without an end", begin);
        }
        at++;
        return string.toString();
    }

    private String escaped(int begin) throws GVariantSyntaxException {
        if (at == text.length()) {
            throw new GVariantSyntaxException("a string without an end", begin);
        }
        char c = text.charAt(at++);
        int plain = "abfnrtv".indexOf(c);
        if (plain >= 0) {
            return Character.toString("\u0007\b\f\n\r\t\u000b".charAt(plain));
        }
        return c == 'u' || c == 'U' ? codePoint(c == 'u' ? 4 : 8) : Character.toString(c);
    }

    private String codePoint(int digits) throws GVariantSyntaxException {
        String hex = text.substring(at, Math.min(at + digits, text.length()));
        int code = hex.matches("[0-9a-fA-F]{" + digits + "}") ? parseHex(hex) : -1;
        if (!Character.isValidCodePoint(code)) {
            throw new GVariantSyntaxException("no character's number after \\u", at);
        }
        at += digits;
        return Character.toString(code);
    }

    private static int parseHex(String hex) {
        long code = Long.parseLong(hex, 16);
        return code > Character.MAX_CODE_POINT ? -1 : (int) code;
    }

    private boolean isAt(char wanted) throws GVariantSyntaxException {
        skipBlanks();
        if (at == text.length()) {
            throw new GVariantSyntaxException("no " + wanted, at);
        }
        return text.charAt(at) == wanted;
    }

    private void skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }
}
