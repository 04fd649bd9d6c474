package dev.carafe.cli;

import dev.carafe.lifecycle.ContainerSample;
import dev.carafe.spec.ContainerState.Status;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What containers use, as an exposition of <a
 * href="https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md">OpenMetrics
 * 1.0</a>. A family without samples is left out.
 */
final class OpenMetrics {
    private static final String PREFIX = "carafe_container";
    private static final int MICRO_DIGITS = 6;
    private static final int NANO_DIGITS = 9;

    private final List<ContainerSample> containers;
    private final StringBuilder out = new StringBuilder();

    private OpenMetrics(List<ContainerSample> containers) {
        this.containers = containers;
    }

    /** One value of a family, for one container. */
    private record Value(Map<String, String> labels, Number number) {}

    /** The exposition. */
    static String of(List<ContainerSample> containers) {
        OpenMetrics metrics = new OpenMetrics(containers);
        metrics.identity();
        metrics.processor();
        metrics.memory();
        metrics.inputOutput();
        metrics.pressure();
        return metrics.out.append("# EOF\n").toString();
    }

    private void identity() {
        family(
                "",
                "info",
                "",
                "Where a container was made from.",
                c -> List.of(new Value(labels(c), 1)));
        family(
                "_state",
                "stateset",
                "",
                "Where a container is in its lifecycle.",
                c -> {
                    List<Value> states = new ArrayList<>();
                    for (Status status : Status.values()) {
                        states.add(
                                new Value(
                                        Map.of(PREFIX + "_state", status.json()),
                                        c.container().status() == status ? 1 : 0));
                    }
                    return states;
                });
        gauge(
                "_creation_time_seconds",
                "seconds",
                "When it was created, since the epoch.",
                c -> Optional.of(c.container().created().getEpochSecond()));
        gauge("_pids", "", "Processes and threads.", c -> figures(c).pids());
        gauge("_pids_limit", "", "Their limit.", c -> figures(c).pidsLimit());
    }

    private static Map<String, String> labels(ContainerSample of) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("bundle", of.container().bundle().toString());
        labels.put("oci_version", of.container().ociVersion());
        return labels;
    }

    private void processor() {
        counter(
                "_cpu_usage_seconds",
                "seconds",
                "CPU time.",
                c -> figures(c).cpuNanos("total").map(OpenMetrics::nanos));
        counter(
                "_cpu_user_seconds",
                "seconds",
                "CPU time in user mode.",
                c -> figures(c).cpuNanos("user").map(OpenMetrics::nanos));
        counter(
                "_cpu_system_seconds",
                "seconds",
                "CPU time in the kernel.",
                c -> figures(c).cpuNanos("kernel").map(OpenMetrics::nanos));
        counter(
                "_cpu_periods",
                "",
                "Periods of the CPU quota.",
                c -> figures(c).throttling("periods"));
        counter(
                "_cpu_throttled_periods",
                "",
                "Periods in which the quota was used up.",
                c -> figures(c).throttling("throttledPeriods"));
        counter(
                "_cpu_throttled_seconds",
                "seconds",
                "How long tasks were kept from running by the quota.",
                c -> figures(c).throttling("throttledTime").map(OpenMetrics::nanos));
    }

    private void memory() {
        gauge("_memory_usage_bytes", "bytes", "Memory.", c -> figures(c).memory("usage"));
        gauge(
                "_memory_working_set_bytes",
                "bytes",
                "Memory without inactive pages of files.",
                c -> figures(c).workingMemory());
        gauge("_memory_cache_bytes", "bytes", "Pages of files.", c -> figures(c).cache());
        gauge("_memory_peak_bytes", "bytes", "The most so far.", c -> figures(c).memory("max"));
        gauge("_memory_limit_bytes", "bytes", "The limit.", c -> figures(c).memoryLimit());
        counter(
                "_memory_failures",
                "",
                "How often the limit was hit.",
                c -> figures(c).memory("failcnt"));
    }

    private void inputOutput() {
        devices("_io_read_bytes", "bytes", "Read.", "ioServiceBytesRecursive", "Read");
        devices("_io_written_bytes", "bytes", "Written.", "ioServiceBytesRecursive", "Write");
        devices("_io_reads", "", "Read operations.", "ioServicedRecursive", "Read");
        devices("_io_writes", "", "Write operations.", "ioServicedRecursive", "Write");
    }

    private void devices(String name, String unit, String help, String kind, String operation) {
        family(
                name,
                "counter",
                unit,
                help,
                c ->
                        figures(c).devices(kind, operation).stream()
                                .map(f -> new Value(Map.of("device", f.device()), f.value()))
                                .toList());
    }

    /** With the names that node_exporter has for the whole host. */
    private void pressure() {
        waits("_pressure_waiting_seconds", "How long some task waited for a resource.", "some");
        waits("_pressure_stalled_seconds", "How long all tasks waited for a resource.", "full");
    }

    private void waits(String name, String help, String share) {
        family(
                name,
                "counter",
                "seconds",
                help,
                c -> {
                    List<Value> values = new ArrayList<>();
                    for (String resource : List.of("cpu", "memory", "io")) {
                        figures(c)
                                .pressureMicros(resource, share)
                                .ifPresent(micros ->
                                        values.add(
                                                new Value(
                                                        Map.of("resource", resource),
                                                        decimal(micros, MICRO_DIGITS))));
                    }
                    return values;
                });
    }

    private static Figures figures(ContainerSample of) {
        return new Figures(of.statistics());
    }

    private static Number nanos(long nanos) {
        return decimal(nanos, NANO_DIGITS);
    }

    private static Number decimal(long number, int digits) {
        return BigDecimal.valueOf(number, digits);
    }

    private void gauge(
            String name,
            String unit,
            String help,
            Function<ContainerSample, ? extends Optional<? extends Number>> value) {
        family(name, "gauge", unit, help, c -> one(value.apply(c)));
    }

    private void counter(
            String name,
            String unit,
            String help,
            Function<ContainerSample, ? extends Optional<? extends Number>> value) {
        family(name, "counter", unit, help, c -> one(value.apply(c)));
    }

    private static List<Value> one(Optional<? extends Number> number) {
        return number.map(n -> List.of(new Value(Map.of(), n))).orElse(List.of());
    }

    private void family(
            String name,
            String type,
            String unit,
            String help,
            Function<ContainerSample, List<Value>> values) {
        StringBuilder samples = new StringBuilder();
        String suffix =
                switch (type) {
                    case "counter" -> "_total";
                    case "info" -> "_info";
                    default -> "";
                };
        for (ContainerSample container : containers) {
            for (Value value : values.apply(container)) {
                samples.append(PREFIX).append(name).append(suffix);
                samples.append("{id=\"").append(escaped(container.container().id())).append('"');
                value.labels()
                        .forEach((label, text) ->
                                samples.append(',')
                                        .append(label)
                                        .append("=\"")
                                        .append(escaped(text))
                                        .append('"'));
                samples.append("} ").append(text(value.number())).append('\n');
            }
        }
        if (samples.isEmpty()) {
            return;
        }
        out.append("# TYPE ").append(PREFIX + name).append(' ').append(type).append('\n');
        if (!unit.isEmpty()) {
            out.append("# UNIT ").append(PREFIX + name).append(' ').append(unit).append('\n');
        }
        out.append("# HELP ").append(PREFIX + name).append(' ').append(help).append('\n');
        out.append(samples);
    }

    private static String text(Number number) {
        return number instanceof BigDecimal decimal
                ? decimal.stripTrailingZeros().toPlainString()
                : number.toString();
    }

    /** As the text format wants it in the value of a label. */
    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
