package dev.carafe.cli;

import dev.carafe.lifecycle.ContainerSample;
import java.util.Optional;

/**
 * What a container has used between two moments.
 *
 * @param earlier the first; the same as the later one where there is no earlier one
 * @param later the second
 */
record Usage(ContainerSample earlier, ContainerSample later) {
    private static final double PERCENT = 100;
    private static final double NANOS_PER_SECOND = 1e9;

    String id() {
        return later.container().id();
    }

    Figures figures() {
        return new Figures(later.statistics());
    }

    /** CPU time of the time that passed, in percent of one CPU. */
    Optional<Double> cpuPercent() {
        return perSecond(
                        new Figures(earlier.statistics()).cpuNanos("total"),
                        figures().cpuNanos("total"))
                .map(nanos -> nanos / NANOS_PER_SECOND * PERCENT);
    }

    /** Memory of its limit, in percent. */
    Optional<Double> memoryPercent() {
        return figures()
                .memoryLimit()
                .flatMap(limit -> figures().workingMemory().map(used -> PERCENT * used / limit));
    }

    /**
     * Bytes of block devices, in a second.
     *
     * @param operation {@code Read} or {@code Write}
     */
    Optional<Double> ioRate(String operation) {
        return perSecond(
                new Figures(earlier.statistics()).ioBytes(operation), figures().ioBytes(operation));
    }

    private Optional<Double> perSecond(Optional<Long> before, Optional<Long> now) {
        double seconds = (later.atNanos() - earlier.atNanos()) / NANOS_PER_SECOND;
        if (before.isEmpty() || now.isEmpty() || seconds <= 0) {
            return Optional.empty();
        }
        // A group that was made anew by that name counts from 0.
        return Optional.of(Math.max(0, now.get() - before.get()) / seconds);
    }
}
