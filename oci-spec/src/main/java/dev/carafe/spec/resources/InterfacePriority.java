package dev.carafe.spec.resources;

import static java.util.Objects.requireNonNull;

/**
 * Priority of traffic on a network interface.
 *
 * @param name interface
 * @param priority 0 to 2^32 - 1
 */
public record InterfacePriority(String name, long priority) {
    public InterfacePriority {
        requireNonNull(name, "name is null");
    }
}
