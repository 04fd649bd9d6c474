package dev.carafe.cli;

import java.util.Optional;

/** The levels of a log line, by logrus's words and syslog's severities; the least first. */
enum LogLevel {
    DEBUG("debug", 7),
    INFO("info", 6),
    WARNING("warning", 4),
    ERROR("error", 3);

    private final String word;
    private final int severity;

    LogLevel(String word, int severity) {
        this.word = word;
        this.severity = severity;
    }

    String word() {
        return word;
    }

    /** The number that syslog and the journal have for it; the lower, the more severe. */
    int severity() {
        return severity;
    }

    /** Whether lines of this level are written where those of the other and above are. */
    boolean isAtLeast(LogLevel other) {
        return compareTo(other) >= 0;
    }

    /** By its word, or "warn". */
    static Optional<LogLevel> of(String text) {
        return switch (text) {
            case "debug" -> Optional.of(DEBUG);
            case "info" -> Optional.of(INFO);
            case "warning", "warn" -> Optional.of(WARNING);
            case "error" -> Optional.of(ERROR);
            default -> Optional.empty();
        };
    }
}
