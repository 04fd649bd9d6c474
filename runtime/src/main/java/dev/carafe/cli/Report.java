package dev.carafe.cli;

import dev.carafe.lifecycle.Client;
import dev.carafe.lifecycle.Diagnostics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;

/**
 * Log lines and error messages, where runc has them: with {@code --log} the line goes there, and an
 * error's bare text to standard error too, which conmon reads; without, the line goes to standard
 * error.
 */
final class Report implements Diagnostics {
    private static final int STANDARD_ERROR = 1 << 2;

    private final Client client;
    private final Clock clock;
    private final LogFormat format;
    private final Optional<LogTarget> target;
    private final LogLevel least;

    /**
     * Reports to a client.
     *
     * @param target of {@code --log}, if it was given
     * @param least the level below which nothing is told
     */
    Report(
            Client client,
            Clock clock,
            LogFormat format,
            Optional<LogTarget> target,
            LogLevel least) {
        this.client = client;
        this.clock = clock;
        this.format = format;
        this.target = target;
        this.least = least;
    }

    /** Why the command failed. */
    void error(String message) {
        error(message, Map.of());
    }

    /**
     * Why the command failed.
     *
     * @param fields parts of the message, for the JSON form
     */
    void error(String message, Map<String, Object> fields) {
        log(LogLevel.ERROR, message, fields);
        if (target.isPresent()) {
            client.printError(bytes(message + "\n"));
        }
    }

    @Override
    public void warn(String message) {
        log(LogLevel.WARNING, message, Map.of());
    }

    @Override
    public boolean isDebugging() {
        return LogLevel.DEBUG.isAtLeast(least);
    }

    @Override
    public void debug(String message) {
        log(LogLevel.DEBUG, message, Map.of());
    }

    private void log(LogLevel level, String message, Map<String, Object> fields) {
        if (!level.isAtLeast(least)) {
            return;
        }
        OffsetDateTime now = OffsetDateTime.now(clock);
        if (target.isPresent()) {
            client.log(target.get().entry(format, level, message, now, fields));
        } else {
            client.printError(bytes(line(level, message, now, fields)));
        }
    }

    private String line(
            LogLevel level, String message, OffsetDateTime now, Map<String, Object> fields) {
        boolean forPeople =
                format == LogFormat.TEXT && (client.invocation().terminals() & STANDARD_ERROR) != 0;
        if (forPeople) {
            return "carafe: %s%s\n"
                    .formatted(level == LogLevel.ERROR ? "" : level.word() + ": ", message);
        }
        return format.line(level, message, now, fields);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
