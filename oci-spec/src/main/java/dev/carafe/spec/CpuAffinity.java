package dev.carafe.spec;

import org.jspecify.annotations.Nullable;

/**
 * CPUs for processes that exec starts; config.md, "Linux Process".
 *
 * @param initial CPU list for the time before the process is in the container's cgroup
 * @param finalCpus CPU list for the time after that; {@code final} in JSON
 */
public record CpuAffinity(@Nullable String initial, @Nullable String finalCpus) {}
