package dev.carafe.cli;

import dev.carafe.cgroup.Statistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Single figures of what a container uses; empty where the kernel does not count them. In the
 * statistics a 0 is left out, as in runc's JSON.
 */
record Figures(Statistics statistics) {
    /** From here on it is the kernel's word for no limit: version 1 rounds the largest number. */
    private static final long NO_LIMIT = 1L << 62;

    /** CPU time so far, or that of a mode, {@code user} or {@code kernel}, in nanoseconds. */
    Optional<Long> cpuNanos(String mode) {
        return number(statistics.cpu(), "usage", mode);
    }

    /** A figure of throttling: {@code periods}, {@code throttledPeriods}, {@code throttledTime}. */
    Optional<Long> throttling(String name) {
        return number(statistics.cpu(), "throttling", name);
    }

    /** A figure of memory, in bytes: {@code usage} or {@code max}; or {@code failcnt}. */
    Optional<Long> memory(String name) {
        return number(statistics.memory(), "usage", name);
    }

    /** Memory without what is cached of files and not in use, as engines show it; bytes. */
    Optional<Long> workingMemory() {
        long idle =
                number(statistics.memory(), "raw", "total_inactive_file")
                        .filter(bytes -> bytes > 0)
                        .or(() -> number(statistics.memory(), "raw", "inactive_file"))
                        .orElse(0L);
        return memory("usage").map(usage -> Math.max(0, usage - idle));
    }

    /** The memory limit in bytes; empty where there is none. */
    Optional<Long> memoryLimit() {
        return memory("limit").filter(limit -> limit > 0 && limit < NO_LIMIT);
    }

    /** How much of files is cached, in bytes. */
    Optional<Long> cache() {
        return statistics.memory().isEmpty()
                ? Optional.empty()
                : Optional.of(value(statistics.memory(), "cache"));
    }

    /** Number of processes and threads. */
    Optional<Long> pids() {
        return Optional.of(value(statistics.pids(), "current")).filter(count -> count > 0);
    }

    /** Its limit; empty where there is none. */
    Optional<Long> pidsLimit() {
        return Optional.of(value(statistics.pids(), "limit")).filter(limit -> limit > 0);
    }

    /**
     * Bytes of block devices.
     *
     * @param operation {@code Read} or {@code Write}
     */
    Optional<Long> ioBytes(String operation) {
        if (statistics.pids().isEmpty() && statistics.blkio().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                devices("ioServiceBytesRecursive", operation).stream()
                        .mapToLong(DeviceFigure::value)
                        .sum());
    }

    /**
     * A figure of block devices, one by one.
     *
     * @param device as {@code MAJOR:MINOR}
     * @param value a count, or bytes
     */
    record DeviceFigure(String device, long value) {}

    /** Those of one kind and operation. */
    List<DeviceFigure> devices(String kind, String operation) {
        return statistics.blkio().get(kind) instanceof List<?> entries
                ? entries.stream()
                        .filter(Map.class::isInstance)
                        .<Map<?, ?>>map(Map.class::cast)
                        .filter(entry -> operation.equals(entry.get("op")))
                        .map(entry ->
                                new DeviceFigure(
                                        value(entry, "major") + ":" + value(entry, "minor"),
                                        value(entry, "value")))
                        .toList()
                : List.of();
    }

    /**
     * How long tasks have waited for a resource, in microseconds.
     *
     * @param resource {@code cpu}, {@code memory} or {@code io}
     * @param share {@code some} tasks, or {@code full}: all at once
     */
    Optional<Long> pressureMicros(String resource, String share) {
        return pressure(resource, share, "total").map(Number::longValue);
    }

    /** How much of the last ten seconds some task has waited for a resource, in percent. */
    Optional<Double> pressurePercent(String resource) {
        return pressure(resource, "some", "avg10").map(Number::doubleValue);
    }

    private Optional<Number> pressure(String resource, String share, String name) {
        Map<String, Object> of =
                switch (resource) {
                    case "cpu" -> statistics.cpu();
                    case "memory" -> statistics.memory();
                    default -> statistics.blkio();
                };
        return of.get("psi") instanceof Map<?, ?> shares
                        && shares.get(share) instanceof Map<?, ?> averages
                        && averages.get(name) instanceof Number number
                ? Optional.of(number)
                : Optional.empty();
    }

    private static Optional<Long> number(Map<String, Object> of, String group, String name) {
        return of.get(group) instanceof Map<?, ?> figures
                ? Optional.of(value(figures, name))
                : Optional.empty();
    }

    private static long value(Map<?, ?> of, String name) {
        return of.get(name) instanceof Number number ? number.longValue() : 0;
    }
}
