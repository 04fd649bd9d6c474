package dev.carafe.systemd;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Values in <a href="https://docs.gtk.org/glib/gvariant-text-format.html">GVariant's text
 * format</a>: {@code true}, {@code 'text'}, {@code uint64 5}, {@code ['a', 'b']}. A number without
 * a type is an {@code int32}, or a double where it has a fraction.
 */
public final class GVariantText {
    private GVariantText() {}

    /**
     * Reads a value.
     *
     * @throws GVariantSyntaxException when it is none
     */
    public static GVariant parse(String text) throws GVariantSyntaxException {
        GVariantNode node = new GVariantParser(text).all();
        return build(node, natural(node));
    }

    /** The type that a node has by itself. */
    private static String natural(GVariantNode node) throws GVariantSyntaxException {
        return switch (node) {
            case GVariantNode.Truth _ -> "b";
            case GVariantNode.Text text -> Character.toString(text.type());
            case GVariantNode.Numeral number when number.type() != null ->
                    Character.toString(number.type());
            case GVariantNode.Numeral number -> number.isFraction() ? "d" : "i";
            case GVariantNode.Array array when array.type() != null -> array.type();
            case GVariantNode.Array array -> "a" + ofElements(array);
            case GVariantNode.Tuple tuple when tuple.type() != null -> tuple.type();
            case GVariantNode.Tuple tuple -> {
                StringBuilder types = new StringBuilder("(");
                for (GVariantNode member : tuple.members()) {
                    types.append(natural(member));
                }
                if (tuple.members().isEmpty()) {
                    throw new GVariantSyntaxException("an empty tuple", tuple.at());
                }
                yield types.append(')').toString();
            }
        };
    }

    /** One element that says its type says that of all. */
    private static String ofElements(GVariantNode.Array array) throws GVariantSyntaxException {
        if (array.elements().isEmpty()) {
            throw new GVariantSyntaxException(
                    "an empty array, whose type is not known (give it as in @as [])", array.at());
        }
        for (GVariantNode element : array.elements()) {
            if (!(element instanceof GVariantNode.Numeral number)
                    || number.type() != null
                    || number.isFraction()) {
                return natural(element);
            }
        }
        return natural(array.elements().getFirst());
    }

    private static GVariant build(GVariantNode node, String type) throws GVariantSyntaxException {
        Object value =
                switch (node) {
                    case GVariantNode.Truth truth when type.equals("b") -> truth.value();
                    case GVariantNode.Text text when type.equals(Character.toString(text.type())) ->
                            text.text();
                    case GVariantNode.Numeral number when fits(number, type) ->
                            number(number, type.charAt(0));
                    case GVariantNode.Array array when fits(array, type) ->
                            elements(array, type.substring(1));
                    case GVariantNode.Tuple tuple when fits(tuple, type) -> members(tuple, type);
                    case GVariantNode.Truth _,
                            GVariantNode.Text _,
                            GVariantNode.Numeral _,
                            GVariantNode.Array _,
                            GVariantNode.Tuple _ ->
                            throw new GVariantSyntaxException(
                                    "a value that is not of type " + type, node.at());
                };
        return new GVariant(type, value);
    }

    private static boolean fits(GVariantNode.Numeral number, String type) {
        return GVariantTypes.isNumber(type)
                && (number.type() == null || type.equals(Character.toString(number.type())));
    }

    private static boolean fits(GVariantNode.Array array, String type) {
        return type.startsWith("a") && (array.type() == null || type.equals(array.type()));
    }

    private static boolean fits(GVariantNode.Tuple tuple, String type) {
        return type.startsWith("(") && (tuple.type() == null || type.equals(tuple.type()));
    }

    private static List<GVariant> elements(GVariantNode.Array array, String type)
            throws GVariantSyntaxException {
        List<GVariant> elements = new ArrayList<>();
        for (GVariantNode element : array.elements()) {
            elements.add(build(element, type));
        }
        return List.copyOf(elements);
    }

    private static List<GVariant> members(GVariantNode.Tuple tuple, String type)
            throws GVariantSyntaxException {
        List<GVariant> members = new ArrayList<>();
        int at = 1;
        for (GVariantNode member : tuple.members()) {
            int end = GVariantTypes.end(type, at);
            if (end < 0) {
                throw new GVariantSyntaxException("one member too many", member.at());
            }
            members.add(build(member, type.substring(at, end)));
            at = end;
        }
        if (type.charAt(at) != ')') {
            throw new GVariantSyntaxException("too few members for " + type, tuple.at());
        }
        return List.copyOf(members);
    }

    private static Object number(GVariantNode.Numeral number, char type)
            throws GVariantSyntaxException {
        if (type == 'd') {
            return number.literal().contains("0x")
                    ? integer(number).doubleValue()
                    : Double.parseDouble(number.literal());
        }
        if (number.isFraction()) {
            throw new GVariantSyntaxException("a fraction for an integer", number.at());
        }
        BigInteger value = integer(number);
        boolean fits =
                switch (type) {
                    case 'y' -> isUnsigned(value, 8);
                    case 'q' -> isUnsigned(value, 16);
                    case 'u' -> isUnsigned(value, 32);
                    case 't' -> isUnsigned(value, 64);
                    case 'n' -> value.bitLength() < 16;
                    case 'i' -> value.bitLength() < 32;
                    default -> value.bitLength() < 64;
                };
        if (!fits) {
            throw new GVariantSyntaxException(
                    "a number out of range, which is not of type " + type, number.at());
        }
        return value;
    }

    private static boolean isUnsigned(BigInteger value, int bits) {
        return value.signum() >= 0 && value.bitLength() <= bits;
    }

    /** As strtoull(3) with base 0 has it: a leading 0 means octal, 0x hexadecimal. */
    private static BigInteger integer(GVariantNode.Numeral number) throws GVariantSyntaxException {
        String literal = number.literal();
        boolean isNegative = literal.startsWith("-");
        String digits = isNegative || literal.startsWith("+") ? literal.substring(1) : literal;
        try {
            BigInteger value;
            if (digits.startsWith("0x")) {
                value = new BigInteger(digits.substring(2), 16);
            } else {
                value = new BigInteger(digits, digits.startsWith("0") ? 8 : 10);
            }
            return isNegative ? value.negate() : value;
        } catch (NumberFormatException e) {
            throw new GVariantSyntaxException("no octal number", number.at());
        }
    }
}
