package dev.carafe.cli;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A datagram as syslog(3) sends it, in the form of RFC 3164 without the host's name: {@code
 * <PRIORITY>Mmm dd hh:mm:ss IDENTIFIER[PID]: TEXT}.
 */
final class SyslogLine {
    /** The facility LOG_DAEMON. */
    static final int DAEMON = 3;

    /** Of the whole line; what daemons take by default (rsyslog's maximum message size). */
    private static final int MAX_LINE = 8 * 1024;

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ENGLISH);

    private SyslogLine() {}

    /**
     * The datagram.
     *
     * @param pid of the process that the line is from
     * @param time of the caller's zone, which is not said
     */
    static byte[] of(String identifier, int pid, LogLevel level, String text, OffsetDateTime time) {
        String line =
                "<%d>%s %s[%d]: %s"
                        .formatted(
                                DAEMON * 8 + level.severity(),
                                STAMP.format(time),
                                identifier,
                                pid,
                                oneLine(text));
        return JournalEntry.cut(line.getBytes(StandardCharsets.UTF_8), MAX_LINE);
    }

    /** Control characters as daemons write them, {@code #} and three octal digits. */
    private static String oneLine(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == 0x7f) {
                out.append("#%03o".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
