package dev.carafe.cli;

import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;

/** What {@code top} sorts by; the largest first, and names as they are. */
enum TopOrder {
    CPU,
    MEMORY,
    PIDS,
    IO,
    ID;

    static TopOrder named(String word) {
        return switch (word) {
            case "cpu" -> CPU;
            case "mem", "memory" -> MEMORY;
            case "pids" -> PIDS;
            case "io" -> IO;
            case "id" -> ID;
            default ->
                    throw new UsageException(
                            "invalid value \"%s\" for --sort (cpu, memory, pids, io or id)"
                                    .formatted(word));
        };
    }

    Comparator<Usage> comparator() {
        Comparator<Usage> byId = Comparator.comparing(Usage::id);
        return switch (this) {
            case CPU -> falling(Usage::cpuPercent).thenComparing(byId);
            case MEMORY -> falling(u -> u.figures().workingMemory()).thenComparing(byId);
            case PIDS -> falling(u -> u.figures().pids()).thenComparing(byId);
            case IO ->
                    falling(u -> u.ioRate("Read").map(r -> r + u.ioRate("Write").orElse(0.0)))
                            .thenComparing(byId);
            case ID -> byId;
        };
    }

    private static <N extends Number> Comparator<Usage> falling(
            Function<Usage, Optional<N>> figure) {
        return Comparator.comparingDouble(
                usage -> -figure.apply(usage).map(Number::doubleValue).orElse(-1.0));
    }
}
