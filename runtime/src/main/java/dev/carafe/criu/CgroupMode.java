package dev.carafe.criu;

import java.util.Locale;
import java.util.Optional;

/** What criu does with control groups, {@code criu_cg_mode}: {@code --manage-cgroups-mode}. */
public enum CgroupMode {
    IGNORE(0),
    SOFT(3),
    FULL(4),
    STRICT(5),
    DEFAULT(6);

    private final int number;

    CgroupMode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** The mode of that name. */
    public static Optional<CgroupMode> named(String name) {
        for (CgroupMode mode : values()) {
            if (mode != DEFAULT && mode.name().toLowerCase(Locale.ROOT).equals(name)) {
                return Optional.of(mode);
            }
        }
        return Optional.empty();
    }
}
