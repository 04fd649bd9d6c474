package dev.carafe.cli;

import dev.carafe.lifecycle.PrettyJson;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code carafe engine}: the resident engine, for people. */
final class EngineCommand implements Command {
    private static final long MEBIBYTE = 1024 * 1024;

    @Override
    public CommandSpec spec() {
        return Flags.of("engine", "Start, look at or stop the resident engine.")
                .value("--format", "FORMAT", "of status: text or json (default: text)")
                .arguments("start|status|stop|serve", "what to do; serve is for a systemd service")
                .spec();
    }

    @Override
    public int run(Session session, ParseResult args) {
        List<String> given = Flags.arguments(args);
        return switch (given.size() == 1 ? given.getFirst() : "") {
            case "start" -> started(session);
            case "status" -> status(session, Flags.text(args, "--format").orElse("text"));
            case "stop" -> stop(session);
            case "serve" -> throw new UsageException("\"engine serve\" takes no other argument");
            default ->
                    throw new UsageException("\"engine\" takes one of start, status, stop, serve");
        };
    }

    /** The client starts an engine where none answers; this one did. */
    private static int started(Session session) {
        EngineStatus status = session.services().status();
        if (status.socket().isEmpty()) {
            throw new UsageException("the engine could not be started");
        }
        session.print("engine running: pid %d\n".formatted(status.pid()));
        return 0;
    }

    private static int status(Session session, String format) {
        if (!format.equals("text") && !format.equals("json")) {
            throw new UsageException(
                    "invalid format option: \"%s\" is neither text nor json".formatted(format));
        }
        EngineStatus status = session.services().status();
        if (status.socket().isEmpty()) {
            session.print("no resident engine\n");
            return 1;
        }
        session.print(format.equals("json") ? json(status) : text(status));
        return 0;
    }

    private static String json(EngineStatus status) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("pid", status.pid());
        fields.put("uptimeSeconds", status.uptime().toSeconds());
        fields.put("residentBytes", status.residentSetBytes());
        fields.put("heapBytes", status.heapBytes());
        fields.put("sessionsServed", status.sessionsServed());
        fields.put("sessionsActive", status.sessionsActive());
        fields.put("socket", status.socket().map(Path::toString).orElse(""));
        fields.put("build", status.build());
        return PrettyJson.of(fields) + "\n";
    }

    private static String text(EngineStatus status) {
        return """
        pid:       %d
        socket:    %s
        build:     %s
        uptime:    %s
        memory:    %d MiB resident, %d MiB of it Java heap in use
        sessions:  %d served, %d now
        """
                .formatted(
                        status.pid(),
                        status.socket().get(),
                        status.build(),
                        words(status.uptime()),
                        status.residentSetBytes() / MEBIBYTE,
                        status.heapBytes() / MEBIBYTE,
                        status.sessionsServed(),
                        status.sessionsActive());
    }

    private static int stop(Session session) {
        EngineStatus status = session.services().status();
        if (status.socket().isEmpty()) {
            session.print("no resident engine\n");
            return 0;
        }
        session.services().stop();
        session.print("engine stopping: pid %d\n".formatted(status.pid()));
        return 0;
    }

    private static String words(Duration time) {
        return "%d h %02d min %02d s"
                .formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    }
}
