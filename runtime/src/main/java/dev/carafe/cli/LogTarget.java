package dev.carafe.cli;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Map;

/**
 * Where {@code --log} says that lines go, in crun's form {@code BACKEND:SPECIFIER}. The client
 * opens it, and knows the same prefixes ({@code native/src/log_target.c}); here is made what it
 * writes.
 */
sealed interface LogTarget {
    /**
     * One entry, whole: what the client appends to a file, or sends as one datagram.
     *
     * @param fields parts of the message, by their names in the JSON form
     */
    byte[] entry(
            LogFormat format,
            LogLevel level,
            String message,
            OffsetDateTime time,
            Map<String, Object> fields);

    /**
     * The target that the flag's value means. A path may have a colon: what begins with none of the
     * prefixes is one.
     *
     * @param pid the client's, which writes there
     */
    static LogTarget of(String text, int pid) {
        if (text.startsWith(Journal.PREFIX)) {
            return new Journal(identifier(text, Journal.PREFIX));
        }
        if (text.startsWith(Syslog.PREFIX)) {
            return new Syslog(identifier(text, Syslog.PREFIX), pid);
        }
        return new File();
    }

    private static String identifier(String text, String prefix) {
        String name = text.substring(prefix.length());
        return name.isEmpty() ? "carafe" : name;
    }

    /** A file, as {@code PATH} or {@code file:PATH}. */
    record File() implements LogTarget {
        @Override
        public byte[] entry(
                LogFormat format,
                LogLevel level,
                String message,
                OffsetDateTime time,
                Map<String, Object> fields) {
            return format.line(level, message, time, fields).getBytes(StandardCharsets.UTF_8);
        }
    }

    /** {@code journald:IDENTIFIER}. */
    record Journal(String identifier) implements LogTarget {
        static final String PREFIX = "journald:";

        @Override
        public byte[] entry(
                LogFormat format,
                LogLevel level,
                String message,
                OffsetDateTime time,
                Map<String, Object> fields) {
            return JournalEntry.of(identifier, level, message, fields);
        }
    }

    /**
     * {@code syslog:IDENTIFIER}.
     *
     * @param pid of the process that the line is from
     */
    record Syslog(String identifier, int pid) implements LogTarget {
        static final String PREFIX = "syslog:";

        @Override
        public byte[] entry(
                LogFormat format,
                LogLevel level,
                String message,
                OffsetDateTime time,
                Map<String, Object> fields) {
            String text =
                    switch (format) {
                        case TEXT -> message;
                        case JSON -> format.line(level, message, time, fields).strip();
                    };
            return SyslogLine.of(identifier, pid, level, text, time);
        }
    }
}
