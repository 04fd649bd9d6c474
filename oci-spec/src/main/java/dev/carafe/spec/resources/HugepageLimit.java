package dev.carafe.spec.resources;

import static java.util.Objects.requireNonNull;

/**
 * Limit of huge pages; config-linux.md, "Huge page limits".
 *
 * @param pageSize such as {@code 2MB}
 * @param limitBytes unsigned
 */
public record HugepageLimit(String pageSize, long limitBytes) {
    public HugepageLimit {
        requireNonNull(pageSize, "pageSize is null");
    }
}
