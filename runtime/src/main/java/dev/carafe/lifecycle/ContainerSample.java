package dev.carafe.lifecycle;

import dev.carafe.cgroup.Statistics;

/**
 * What a container uses at one moment.
 *
 * @param container which it is
 * @param statistics empty for a container that is stopped
 * @param atNanos when, by {@link System#nanoTime}
 */
public record ContainerSample(ContainerView container, Statistics statistics, long atNanos) {}
