package dev.carafe.cli;

import dev.carafe.linux.TerminalSize;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What {@code top} prints of one moment. */
final class TopTable {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String NOTHING = "-";
    private static final List<String> RESOURCES = List.of("cpu", "memory", "io");

    private TopTable() {}

    /** A heading, and a line for each container. */
    static String text(List<Usage> usages) {
        ColumnTable table =
                ColumnTable.narrow(
                        "ID",
                        "STATUS",
                        "CPU%",
                        "MEMORY",
                        "LIMIT",
                        "MEM%",
                        "PIDS",
                        "READ/S",
                        "WRITE/S",
                        "PRESSURE%");
        for (Usage usage : usages) {
            Figures figures = usage.figures();
            table.row(
                    usage.id(),
                    usage.later().container().status().json(),
                    tenths(usage.cpuPercent()),
                    bytes(figures.workingMemory().map(Long::doubleValue)),
                    bytes(figures.memoryLimit().map(Long::doubleValue)),
                    tenths(usage.memoryPercent()),
                    figures.pids().map(Object::toString).orElse(NOTHING),
                    bytes(usage.ioRate("Read")),
                    bytes(usage.ioRate("Write")),
                    pressure(figures));
        }
        return table.render();
    }

    /**
     * The same over what a terminal shows: nothing is cleared before it is written anew, so that
     * nothing flickers, and nothing of the terminal is changed that would have to be put back.
     */
    static String screen(List<Usage> usages, TerminalSize size) {
        String lines =
                text(usages)
                        .lines()
                        .limit(Math.max(1, size.rows() - 1))
                        .map(line -> cut(line, size.columns()) + "\u001b[K\n")
                        .collect(Collectors.joining());
        return "\u001b[H" + lines + "\u001b[J";
    }

    private static String cut(String line, int columns) {
        return line.codePointCount(0, line.length()) <= columns
                ? line
                : line.substring(0, line.offsetByCodePoints(0, columns));
    }

    /** One line of JSON; what is not known is null. */
    static String json(List<Usage> usages, String time) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("time", time);
        document.put("containers", usages.stream().map(TopTable::fields).toList());
        return MAPPER.writeValueAsString(document) + "\n";
    }

    private static Map<String, @Nullable Object> fields(Usage usage) {
        Figures figures = usage.figures();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("id", usage.id());
        fields.put("status", usage.later().container().status().json());
        fields.put("pid", usage.later().container().pid());
        fields.put("cpuPercent", usage.cpuPercent().orElse(null));
        fields.put("cpuNanos", figures.cpuNanos("total").orElse(null));
        fields.put("memoryBytes", figures.workingMemory().orElse(null));
        fields.put("memoryUsageBytes", figures.memory("usage").orElse(null));
        fields.put("memoryLimitBytes", figures.memoryLimit().orElse(null));
        fields.put("memoryPercent", usage.memoryPercent().orElse(null));
        fields.put("pids", figures.pids().orElse(null));
        fields.put("pidsLimit", figures.pidsLimit().orElse(null));
        fields.put("readBytesPerSecond", usage.ioRate("Read").orElse(null));
        fields.put("writeBytesPerSecond", usage.ioRate("Write").orElse(null));
        fields.put("readBytes", figures.ioBytes("Read").orElse(null));
        fields.put("writeBytes", figures.ioBytes("Write").orElse(null));
        Map<String, @Nullable Object> pressure = new LinkedHashMap<>();
        RESOURCES.forEach(r -> pressure.put(r, figures.pressurePercent(r).orElse(null)));
        fields.put("pressurePercent", pressure);
        return fields;
    }

    /** Of cpu, memory and io. */
    private static String pressure(Figures figures) {
        boolean isKnown = RESOURCES.stream().anyMatch(r -> figures.pressurePercent(r).isPresent());
        return isKnown
                ? RESOURCES.stream()
                        .map(resource -> tenths(figures.pressurePercent(resource)))
                        .collect(Collectors.joining("/"))
                : NOTHING;
    }

    private static String tenths(Optional<Double> number) {
        return number.map(n -> String.format(Locale.ROOT, "%.1f", n)).orElse(NOTHING);
    }

    /** With a unit of 1024 and its powers. */
    static String bytes(Optional<Double> number) {
        if (number.isEmpty()) {
            return NOTHING;
        }
        double value = number.get();
        int unit = 0;
        while (value >= 1023.95 && unit < 5) {
            value /= 1024;
            unit++;
        }
        return unit == 0
                ? String.format(Locale.ROOT, "%.0fB", value)
                : String.format(Locale.ROOT, "%.1f%ciB", value, "KMGTP".charAt(unit - 1));
    }
}
