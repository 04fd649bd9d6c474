package dev.carafe.cgroup;

import dev.carafe.systemd.Systemd;
import java.util.function.Supplier;

/** For tests in which nobody may ask systemd. */
final class NoSystemd {
    static final Supplier<Systemd> NONE =
            () -> {
                throw new AssertionError("nothing here is systemd's");
            };

    private NoSystemd() {}
}
