package dev.carafe.spec.resources;

import org.jspecify.annotations.Nullable;

/**
 * RDMA limits of one device; config-linux.md, "RDMA".
 *
 * @param hcaHandles 0 to 2^32 - 1
 * @param hcaObjects 0 to 2^32 - 1
 */
public record Rdma(@Nullable Long hcaHandles, @Nullable Long hcaObjects) {}
