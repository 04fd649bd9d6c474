package dev.carafe.cli;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes as people write them for runc and Docker: {@code 64m}, {@code 1.5GiB}, {@code 4096}. */
final class MemorySize {
    private static final Pattern SIZE =
            Pattern.compile("(\\d+|\\d*\\.\\d+|\\d+\\.) ?(?:([kmgtp]?)(?:i?b)?)");
    private static final String UNITS = "kmgtp";

    private MemorySize() {}

    /**
     * The number of bytes; a unit is a power of 1024, however it is written.
     *
     * @return empty for what is no size, or more than 2^63 - 1
     */
    static OptionalLong parse(String text) {
        Matcher size = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        if (!size.matches()) {
            return OptionalLong.empty();
        }
        String unit = size.group(2);
        int power = unit.isEmpty() ? 0 : UNITS.indexOf(unit) + 1;
        BigDecimal bytes =
                new BigDecimal(size.group(1)).multiply(BigDecimal.valueOf(1L << (10 * power)));
        return bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
                ? OptionalLong.empty()
                : OptionalLong.of(bytes.longValue());
    }
}
