package dev.carafe.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GVariantTextTest {
    private static GVariant parse(String text) {
        try {
            return GVariantText.parse(text);
        } catch (GVariantSyntaxException e) {
            throw new AssertionError(text, e);
        }
    }

    private static GVariant number(String type, long value) {
        return new GVariant(type, BigInteger.valueOf(value));
    }

    private static GVariant text(String text) {
        return new GVariant("s", text);
    }

    @ParameterizedTest
    @CsvSource({
        "5, i, 5",
        "-5, i, -5",
        "+7, i, 7",
        "010, i, 8",
        "0x1F, i, 31",
        "byte 255, y, 255",
        "int16 -32768, n, -32768",
        "uint16 65535, q, 65535",
        "uint32 4294967295, u, 4294967295",
        "int64 -9223372036854775808, x, -9223372036854775808",
        "@t 5, t, 5",
        "uint64 18446744073709551615, t, 18446744073709551615"
    })
    void numbersHaveTheTypeThatTheySayOrAreOf32Bits(String text, String type, BigInteger value) {
        assertThat(parse(text)).isEqualTo(new GVariant(type, value));
    }

    @ParameterizedTest
    @CsvSource({"1.5, 1.5", "1e3, 1000", ".5, 0.5", "double 2, 2", "-0.25, -0.25"})
    void fractionsAreDoubles(String text, double value) {
        assertThat(parse(text)).isEqualTo(new GVariant("d", value));
    }

    @Test
    void textsHaveEitherQuoteAndEscapes() {
        assertThat(parse("'it''".substring(0, 4))).isEqualTo(text("it"));
        assertThat(parse(" \"it's\" ")).isEqualTo(text("it's"));
        assertThat(parse("'a\\n\\'\\\\\\u00e9'")).isEqualTo(text("a\n'\\\u00e9"));
        assertThat(parse("objectpath '/a'")).isEqualTo(new GVariant("o", "/a"));
    }

    @Test
    void truthsAreWords() {
        assertThat(parse("true")).isEqualTo(new GVariant("b", true));
        assertThat(parse("boolean false")).isEqualTo(new GVariant("b", false));
    }

    @Test
    void oneTypedElementTypesAnArray() {
        assertThat(parse("['a', 'b']"))
                .isEqualTo(new GVariant("as", List.of(text("a"), text("b"))));
        assertThat(parse("[1, uint64 2]"))
                .isEqualTo(new GVariant("at", List.of(number("t", 1), number("t", 2))));
        assertThat(parse("@as []")).isEqualTo(new GVariant("as", List.of()));
        assertThat(parse("[[1],[2]]").signature()).isEqualTo("aai");
    }

    @Test
    void tuplesAndTheirArrays() {
        assertThat(parse("[('/dev/null', 'rw')]"))
                .isEqualTo(
                        new GVariant(
                                "a(ss)",
                                List.of(
                                        new GVariant(
                                                "(ss)", List.of(text("/dev/null"), text("rw"))))));
        assertThat(parse("@(st) ('a', 5)"))
                .isEqualTo(new GVariant("(st)", List.of(text("a"), number("t", 5))));
        assertThat(parse("('a',)").signature()).isEqualTo("(s)");
    }

    @Test
    void byteStringsEndWithAZero() {
        assertThat(parse("b'A'"))
                .isEqualTo(new GVariant("ay", List.of(number("y", 65), number("y", 0))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "yes",
                "'a",
                "'a\\",
                "[1",
                "[1 2]",
                "[]",
                "()",
                "5 6",
                "[1, 'a']",
                "byte 256",
                "uint64 -1",
                "int32 2147483648",
                "int32 1.5",
                "uint64 'a'",
                "08",
                "@z 5",
                "@a 5",
                "@( ('a')",
                "@(ss ('a','b')",
                "@as 5",
                "@(ss) ('a',)",
                "@(s) ('a','b')",
                "'\\u12'",
                "{'a': 1}",
                "<1>",
                "uint64",
                "[1,]",
                "-",
                "byte",
                "[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]",
                "nothing"
            })
    void whatIsNoValueIsRefusedWithItsPlace(String text) {
        assertThatExceptionOfType(GVariantSyntaxException.class)
                .isThrownBy(() -> GVariantText.parse(text))
                .withMessageMatching(".+ at character \\d+");
    }

    @Test
    void endlessNestingIsRefused() {
        assertThatExceptionOfType(GVariantSyntaxException.class)
                .isThrownBy(() -> GVariantText.parse("byte ".repeat(100_000) + "1"));
    }
}
