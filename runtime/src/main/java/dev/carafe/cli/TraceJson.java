package dev.carafe.cli;

import dev.carafe.lifecycle.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * A trace in the <a
 * href="https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU">trace
 * event format</a>, which Perfetto and chrome://tracing open: one process, and in it a thread each
 * for engine, client and init.
 */
final class TraceJson {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final double NANOS_PER_MICRO = 1000;

    private TraceJson() {}

    /**
     * The document, one event a line.
     *
     * @param events by their begin
     * @param argv the command that was traced
     * @param pid the client's
     */
    static String of(List<Trace.Event> events, List<String> argv, int pid) {
        List<String> lines = new ArrayList<>();
        lines.add(name("process_name", pid, 0, String.join(" ", argv)));
        for (Trace.Actor actor : Trace.Actor.values()) {
            lines.add(name("thread_name", pid, thread(actor), words(actor)));
            lines.add(
                    metadata("thread_sort_index", pid, thread(actor), "sort_index", thread(actor)));
        }
        long start = events.isEmpty() ? 0 : events.getFirst().beginNanos();
        for (Trace.Event event : events) {
            lines.add(event(event, pid, start));
        }
        return "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n"
                + String.join(",\n", lines)
                + "\n]}\n";
    }

    private static String event(Trace.Event event, int pid, long start) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", event.name());
        fields.put("cat", words(event.actor()));
        fields.put("ph", "X");
        fields.put("ts", (event.beginNanos() - start) / NANOS_PER_MICRO);
        fields.put("dur", event.durationNanos() / NANOS_PER_MICRO);
        fields.put("pid", pid);
        fields.put("tid", thread(event.actor()));
        Map<String, Object> args = new LinkedHashMap<>();
        if (!event.pointer().isEmpty()) {
            args.put("pointer", event.pointer());
        }
        if (!event.detail().isEmpty()) {
            args.put("operation", event.detail());
        }
        if (!args.isEmpty()) {
            fields.put("args", args);
        }
        return MAPPER.writeValueAsString(fields);
    }

    private static String name(String kind, int pid, int thread, String name) {
        return metadata(kind, pid, thread, "name", name);
    }

    private static String metadata(String kind, int pid, int thread, String key, Object value) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", kind);
        fields.put("ph", "M");
        fields.put("pid", pid);
        fields.put("tid", thread);
        fields.put("args", Map.of(key, value));
        return MAPPER.writeValueAsString(fields);
    }

    private static int thread(Trace.Actor actor) {
        return switch (actor) {
            case ENGINE -> 1;
            case CLIENT -> 2;
            case INIT -> 3;
        };
    }

    private static String words(Trace.Actor actor) {
        return switch (actor) {
            case ENGINE -> "engine";
            case CLIENT -> "client";
            case INIT -> "init";
        };
    }
}
