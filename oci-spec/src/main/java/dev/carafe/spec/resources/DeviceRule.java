package dev.carafe.spec.resources;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A rule of device access; config-linux.md, "Allowed Device list".
 *
 * @param allow whether access is allowed, or denied
 * @param type which devices
 * @param major all when absent
 * @param minor all when absent
 * @param access some of {@code r}, {@code w} and {@code m} (mknod); all three when config.json has
 *     none
 */
public record DeviceRule(
        boolean allow, Type type, @Nullable Long major, @Nullable Long minor, String access) {
    public DeviceRule {
        requireNonNull(type, "type is null");
        requireNonNull(access, "access is null");
    }

    /** Kinds of devices that a rule is about. */
    public enum Type {
        ALL("a"),
        CHARACTER("c"),
        BLOCK("b");

        private final String json;

        Type(String json) {
            this.json = json;
        }

        /** The letter in JSON and in the v1 {@code devices.allow} file. */
        public String json() {
            return json;
        }
    }
}
