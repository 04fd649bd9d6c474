package dev.carafe.cgroup;

import dev.carafe.systemd.GVariant;
import dev.carafe.systemd.GVariantSyntaxException;
import dev.carafe.systemd.GVariantText;
import dev.carafe.systemd.UnitProperty;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Properties of a unit that annotations name, as runc has them: {@code
 * org.systemd.property.CollectMode}, with a value in GVariant's text format. A time in seconds,
 * such as {@code TimeoutStopSec}, is given to systemd in its microseconds, {@code TimeoutStopUSec}.
 */
final class UnitAnnotations {
    private static final String PREFIX = "org.systemd.property.";
    private static final Pattern NAME = Pattern.compile("[A-Za-z]{3,}");
    private static final Pattern SECONDS = Pattern.compile("(.*[a-z])Sec");
    private static final BigDecimal MICROS = BigDecimal.valueOf(1_000_000);
    private static final int LONGEST_TIME_BITS = 64;

    private UnitAnnotations() {}

    /**
     * The properties, in the order of their names.
     *
     * @throws CgroupException for a name or a value that is none
     */
    static List<UnitProperty> of(Map<String, String> annotations) {
        List<UnitProperty> properties = new ArrayList<>();
        new TreeMap<>(annotations)
                .forEach((key, text) -> {
                    if (key.startsWith(PREFIX)) {
                        properties.add(property(key, text));
                    }
                });
        return properties;
    }

    /** The pointer of the annotation that asks for a property by its name on the bus. */
    static String pointer(String property) {
        return "/annotations/" + PREFIX + property;
    }

    private static UnitProperty property(String key, String text) {
        String name = key.substring(PREFIX.length());
        if (!NAME.matcher(name).matches()) {
            String escaped = name.replace("~", "~0").replace("/", "~1");
            throw new CgroupException(
                    pointer(escaped),
                    "a property's name is of three letters at least, and of nothing else");
        }
        try {
            return value(name, GVariantText.parse(text));
        } catch (GVariantSyntaxException e) {
            throw new CgroupException(
                    pointer(name),
                    "%s: %s; values are such as 'text', true, uint64 5 or ['a', 'b']"
                            .formatted(text, e.getMessage()));
        }
    }

    private static UnitProperty value(String name, GVariant value) {
        var seconds = SECONDS.matcher(name);
        return seconds.matches()
                ? new UnitProperty(
                        seconds.group(1) + "USec", new UnitProperty.Given(micros(name, value)))
                : new UnitProperty(name, new UnitProperty.Given(value));
    }

    private static GVariant micros(String name, GVariant seconds) {
        BigDecimal number =
                switch (seconds.value()) {
                    case BigInteger integer -> new BigDecimal(integer);
                    case Double fraction when Double.isFinite(fraction) ->
                            BigDecimal.valueOf(fraction);
                    case Object _ -> BigDecimal.valueOf(-1);
                };
        BigInteger micros = number.multiply(MICROS).toBigInteger();
        if (number.signum() < 0 || micros.bitLength() > LONGEST_TIME_BITS) {
            throw new CgroupException(pointer(name), "no number of seconds");
        }
        return new GVariant("t", micros);
    }
}
