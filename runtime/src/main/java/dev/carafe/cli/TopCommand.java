package dev.carafe.cli;

import dev.carafe.lifecycle.ContainerSample;
import dev.carafe.lifecycle.Invocation;
import dev.carafe.lifecycle.ListContainers;
import dev.carafe.linux.TerminalSize;
import dev.carafe.spec.ContainerState.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code carafe top}: what containers use, again and again on a terminal. */
final class TopCommand implements Command {
    private static final int STANDARD_INPUT = 1 << 0;
    private static final int STANDARD_OUTPUT = 1 << 1;
    private static final String LEAVE = "qQ";

    /** Of a terminal that does not know its size, such as a serial line. */
    private static final int ROWS = 24;

    private static final int COLUMNS = 80;

    /** What the first figures are measured over: nobody wants to wait for them. */
    private static final Duration FIRST = Duration.ofMillis(500);

    @Override
    public CommandSpec spec() {
        return Flags.of(
                        "top",
                        "Show what containers use: again and again on a terminal, else once.")
                .value(
                        "-d,--interval",
                        "DURATION",
                        "how often, in seconds or as 500ms or 1m (default: 2s)")
                .value("-n,--iterations", "N", "leave after so many times")
                .on("-1,--no-stream", "the same as -n 1, and no screen of its own")
                .value("--sort", "COLUMN", "cpu, memory, pids, io or id (default: cpu)")
                .on("-a,--all", "stopped containers as well")
                .value("--format", "FORMAT", "table, or json, a line each time (default: table)")
                .spec();
    }

    @Override
    public int run(Session session, ParseResult args) {
        if (!Flags.arguments(args).isEmpty()) {
            throw new UsageException("\"top\" takes no arguments");
        }
        Top top = Top.of(session, args);
        if (top.live && (session.client().invocation().terminals() & STANDARD_INPUT) != 0) {
            session.client().leaveOnKey(LEAVE);
        }
        Map<String, ContainerSample> before = new HashMap<>();
        top.sample().forEach(sample -> before.put(sample.container().id(), sample));
        for (long i = 0; i < top.iterations; i++) {
            pause(session, i > 0 || top.interval.compareTo(FIRST) < 0 ? top.interval : FIRST);
            List<ContainerSample> now = top.sample();
            session.print((i == 0 ? top.beginning() : "") + top.print(before, now));
            before.clear();
            now.forEach(sample -> before.put(sample.container().id(), sample));
        }
        return 0;
    }

    private static void pause(Session session, Duration time) {
        boolean _ =
                session.client()
                        .await(
                                turn -> {
                                    LockSupport.parkNanos(turn.toNanos());
                                    return false;
                                },
                                time);
    }

    /** How it was asked for. */
    private record Top(
            Session session,
            Duration interval,
            long iterations,
            TopOrder order,
            boolean all,
            boolean json,
            boolean live) {
        static Top of(Session session, ParseResult args) {
            String format = Flags.text(args, "--format").orElse("table");
            if (!format.equals("table") && !format.equals("json")) {
                throw new UsageException(
                        "invalid format option: \"%s\" is neither table nor json"
                                .formatted(format));
            }
            boolean once = Flags.isOn(args, "--no-stream");
            boolean json = format.equals("json");
            boolean terminal = (session.client().invocation().terminals() & STANDARD_OUTPUT) != 0;
            boolean live = terminal && !once && !json;
            Optional<Long> count = Flags.text(args, "--iterations").map(Top::count);
            return new Top(
                    session,
                    interval(Flags.text(args, "--interval").orElse("2s")),
                    once ? 1 : count.orElse(live ? Long.MAX_VALUE : 1),
                    TopOrder.named(Flags.text(args, "--sort").orElse("cpu")),
                    Flags.isOn(args, "--all"),
                    json,
                    live);
        }

        private static long count(String text) {
            try {
                long count = Long.parseLong(text);
                if (count > 0) {
                    return count;
                }
            } catch (NumberFormatException e) {
                // told below
            }
            throw new UsageException(
                    "invalid value \"%s\" for --iterations: a number from 1 on is due"
                            .formatted(text));
        }

        private static Duration interval(String text) {
            return GoDuration.parse(text)
                    .or(() -> GoDuration.parse(text + "s"))
                    .filter(Duration::isPositive)
                    .orElseThrow(() ->
                            new UsageException(
                                    "invalid value \"%s\" for --interval: seconds, or a duration such as 500ms, are due"
                                            .formatted(text)));
        }

        List<ContainerSample> sample() {
            return new ListContainers(session.site())
                    .samples().stream()
                            .filter(s -> all || s.container().status() != Status.STOPPED)
                            .toList();
        }

        /** A screen of its own begins without what was there. */
        String beginning() {
            return live ? "\u001b[2J" : "";
        }

        String print(Map<String, ContainerSample> before, List<ContainerSample> now) {
            List<Usage> usages = new ArrayList<>();
            for (ContainerSample sample : now) {
                ContainerSample earlier = before.getOrDefault(sample.container().id(), sample);
                boolean same = earlier.container().created().equals(sample.container().created());
                usages.add(new Usage(same ? earlier : sample, sample));
            }
            usages.sort(order.comparator());
            if (json) {
                Instant time = session.services().clock().instant();
                return TopTable.json(usages, time.truncatedTo(ChronoUnit.MILLIS).toString());
            }
            return live ? TopTable.screen(usages, size()) : TopTable.text(usages);
        }

        /** As it is now: people change it. */
        private TerminalSize size() {
            Invocation invocation = session.client().invocation();
            return TerminalSize.of(Path.of("/proc", Integer.toString(invocation.pid()), "fd/1"))
                    .orElse(
                            new TerminalSize(
                                    invocation.rows() > 0 ? invocation.rows() : ROWS,
                                    invocation.columns() > 0 ? invocation.columns() : COLUMNS));
        }
    }
}
