package dev.carafe.spec;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * NUMA memory policy; set_mempolicy(2).
 *
 * @param mode {@code MPOL_*} name
 * @param nodes list of memory nodes
 * @param flags {@code MPOL_F_*} names
 */
public record MemoryPolicy(String mode, @Nullable String nodes, List<String> flags) {
    public MemoryPolicy {
        requireNonNull(mode, "mode is null");
        flags = List.copyOf(flags);
    }
}
