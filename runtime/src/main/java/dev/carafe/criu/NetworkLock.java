package dev.carafe.criu;

import java.util.Locale;
import java.util.Optional;

/** How the network is kept quiet meanwhile, {@code criu_network_lock_method}. */
public enum NetworkLock {
    IPTABLES(1),
    NFTABLES(2),
    SKIP(3);

    private final int number;

    NetworkLock(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** The method of that name. */
    public static Optional<NetworkLock> named(String name) {
        for (NetworkLock method : values()) {
            if (method.name().toLowerCase(Locale.ROOT).equals(name)) {
                return Optional.of(method);
            }
        }
        return Optional.empty();
    }
}
