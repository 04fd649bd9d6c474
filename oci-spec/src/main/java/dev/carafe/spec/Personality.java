package dev.carafe.spec;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Execution domain; personality(2).
 *
 * @param domain {@code LINUX} or {@code LINUX32}
 * @param flags none is defined
 */
public record Personality(String domain, List<String> flags) {
    public Personality {
        requireNonNull(domain, "domain is null");
        flags = List.copyOf(flags);
    }
}
