package dev.carafe.systemd;

import static java.util.Objects.requireNonNull;

/**
 * A value with its D-Bus type.
 *
 * @param signature such as {@code t} or {@code a(ss)}
 * @param value a {@link Boolean}; a {@link java.math.BigInteger} for integers of any width; a
 *     {@link Double}; a {@link String}; a list of {@code GVariant} for arrays and tuples
 */
public record GVariant(String signature, Object value) {
    public GVariant {
        requireNonNull(signature, "signature is null");
        requireNonNull(value, "value is null");
    }
}
