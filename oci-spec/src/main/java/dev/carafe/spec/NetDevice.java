package dev.carafe.spec;

import org.jspecify.annotations.Nullable;

/**
 * A network device that is moved into the container; config-linux.md, "Network Devices".
 *
 * @param name its name in the container, perhaps with {@code %d}; the host's when absent
 */
public record NetDevice(@Nullable String name) {}
