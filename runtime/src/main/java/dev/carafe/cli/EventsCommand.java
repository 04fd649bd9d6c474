package dev.carafe.cli;

import dev.carafe.cgroup.Statistics;
import dev.carafe.lifecycle.ContainerSample;
import dev.carafe.lifecycle.ListContainers;
import dev.carafe.lifecycle.WatchContainer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.json.JsonMapper;

/** {@code carafe events}: what a container uses, and when it runs out of memory. */
final class EventsCommand implements Command {
    private static final JsonMapper MAPPER = new JsonMapper();

    @Override
    public CommandSpec spec() {
        return Flags.of("events", "Print what a container uses, and when it runs out of memory.")
                .value("--interval", "DURATION", "how often, such as 500ms or 1m (default: 5s)")
                .on("--stats", "print what it uses once, and leave")
                .value(
                        "--format",
                        "FORMAT",
                        "json, a line for each event, or openmetrics, once, of all containers"
                                + " when none is named (default: json)")
                .arguments("ID", "the container")
                .spec();
    }

    @Override
    public int run(Session session, ParseResult args) {
        if (isOpenMetrics(args)) {
            session.print(OpenMetrics.of(samples(session, args)));
            return 0;
        }
        String id = Arguments.of(args).onlyId();
        Duration interval = interval(Flags.text(args, "--interval").orElse("5s"));
        WatchContainer watch = new WatchContainer(session.site());
        if (Flags.isOn(args, "--stats")) {
            session.print(event("stats", id, data(watch.statistics(id))));
        } else {
            watch.stream(
                    id,
                    interval,
                    statistics -> session.print(event("stats", id, data(statistics))),
                    () -> session.print(event("oom", id, null)));
        }
        return 0;
    }

    private static boolean isOpenMetrics(ParseResult args) {
        String format = Flags.text(args, "--format").orElse("json");
        if (!format.equals("json") && !format.equals("openmetrics")) {
            throw new UsageException(
                    "invalid format option: \"%s\" is neither json nor openmetrics"
                            .formatted(format));
        }
        return format.equals("openmetrics");
    }

    /** Whoever scrapes asks again: a stream of expositions is no exposition. */
    private static List<ContainerSample> samples(Session session, ParseResult args) {
        if (Flags.text(args, "--interval").isPresent()) {
            throw new UsageException("--format openmetrics is printed once: it has no --interval");
        }
        Arguments arguments = Arguments.of(args);
        arguments.between(0, 1);
        ListContainers containers = new ListContainers(session.site());
        return arguments.given().isEmpty()
                ? containers.samples()
                : List.of(containers.sample(arguments.id()));
    }

    private static Duration interval(String text) {
        Duration interval =
                GoDuration.parse(text)
                        .orElseThrow(() ->
                                new UsageException(
                                        "invalid value \"%s\" for --interval: a duration such as 5s is due"
                                                .formatted(text)));
        if (interval.isZero()) {
            throw new UsageException("duration interval must be greater than 0");
        }
        return interval;
    }

    private static String event(String type, String id, @Nullable Object data) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("type", type);
        event.put("id", id);
        if (data != null) {
            event.put("data", data);
        }
        return MAPPER.writeValueAsString(event) + "\n";
    }

    private static Map<String, @Nullable Object> data(Statistics statistics) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("cpu", statistics.cpu());
        data.put("cpuset", statistics.cpuset());
        data.put("memory", statistics.memory());
        data.put("pids", statistics.pids());
        data.put("blkio", statistics.blkio());
        data.put("hugetlb", statistics.hugetlb());
        data.put("intel_rdt", Map.of());
        data.put("network_interfaces", null);
        return data;
    }
}
