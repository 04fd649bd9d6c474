package dev.carafe.spec.resources;

import org.jspecify.annotations.Nullable;

/**
 * Limit of the number of tasks; config-linux.md, "PIDs".
 *
 * @param limit negative is "no limit", 0 is a limit of 0; left alone when absent
 */
public record Pids(@Nullable Long limit) {}
