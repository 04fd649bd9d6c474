package dev.carafe.cli;

import dev.carafe.lifecycle.Client;
import dev.carafe.lifecycle.Diagnostics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.Map;

/**
 * Log lines and error messages, where runc has them: with {@code --log} the line goes to that file,
 * and an error's bare text to standard error too, which conmon reads; without, the line goes to
 * standard error.
 */
final class Report implements Diagnostics {
    private static final int STANDARD_ERROR = 1 << 2;

    private final Client client;
    private final Clock clock;
    private final LogFormat format;
    private final boolean toFile;
    private final boolean debug;

    Report(Client client, Clock clock, LogFormat format, boolean toFile, boolean debug) {
        this.client = client;
        this.clock = clock;
        this.format = format;
        this.toFile = toFile;
        this.debug = debug;
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
        if (toFile) {
            client.printError(bytes(message + "\n"));
        }
    }

    @Override
    public void warn(String message) {
        log(LogLevel.WARNING, message, Map.of());
    }

    @Override
    public void debug(String message) {
        if (debug) {
            log(LogLevel.DEBUG, message, Map.of());
        }
    }

    private void log(LogLevel level, String message, Map<String, Object> fields) {
        byte[] line = bytes(line(level, message, fields));
        if (toFile) {
            client.log(line);
        } else {
            client.printError(line);
        }
    }

    private String line(LogLevel level, String message, Map<String, Object> fields) {
        boolean forPeople =
                !toFile
                        && format == LogFormat.TEXT
                        && (client.invocation().terminals() & STANDARD_ERROR) != 0;
        if (forPeople) {
            return "carafe: %s%s\n"
                    .formatted(level == LogLevel.ERROR ? "" : level.word() + ": ", message);
        }
        return format.line(level, message, OffsetDateTime.now(clock), fields);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
