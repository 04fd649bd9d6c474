package dev.carafe.cli;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * How a log line is written: the two forms of runc's logger (logrus), which engines parse.
 *
 * <p>containerd takes the last {@code error} line of the JSON form as the reason of a failure.
 */
enum LogFormat {
    /** {@code time="..." level=error msg="..."}. */
    TEXT,
    /** One JSON object a line, with {@code level}, {@code msg} and {@code time}. */
    JSON;

    /** The word on the command line. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One line with its line feed. */
    String line(LogLevel level, String message, OffsetDateTime time) {
        return line(level, message, time, Map.of());
    }

    /**
     * One line with its line feed.
     *
     * @param fields parts of the message, which the JSON form has as fields beside its own three:
     *     strings, numbers, lists and maps of them
     */
    String line(LogLevel level, String message, OffsetDateTime time, Map<String, Object> fields) {
        String stamp =
                DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.truncatedTo(ChronoUnit.SECONDS));
        return switch (this) {
            case TEXT ->
                    "time=\"%s\" level=%s msg=%s\n"
                            .formatted(stamp, level.word(), textValue(message));
            case JSON ->
                    "{\"level\":\"%s\",\"msg\":%s,\"time\":\"%s\"%s}\n"
                            .formatted(
                                    level.word(),
                                    quoted(message),
                                    stamp,
                                    fields.isEmpty() ? "" : "," + members(fields));
        };
    }

    /** logrus leaves out the quotes where every character is one of these. */
    private static String textValue(String value) {
        boolean bare =
                !value.isEmpty()
                        && value.chars()
                                .allMatch(c ->
                                        (c >= 'a' && c <= 'z')
                                                || (c >= 'A' && c <= 'Z')
                                                || (c >= '0' && c <= '9')
                                                || "-._/@^+".indexOf(c) >= 0);
        return bare ? value : quoted(value);
    }

    private static String members(Map<?, ?> fields) {
        StringJoiner members = new StringJoiner(",");
        fields.forEach(
                (name, value) -> members.add(quoted(String.valueOf(name)) + ":" + json(value)));
        return members.toString();
    }

    /** A value of a field. */
    static String json(Object value) {
        return switch (value) {
            case Number number -> number.toString();
            case Map<?, ?> fields -> "{" + members(fields) + "}";
            case List<?> list ->
                    list.stream().map(LogFormat::json).collect(Collectors.joining(",", "[", "]"));
            default -> quoted(value.toString());
        };
    }

    /** A quoted string that is valid JSON and valid Go at once. */
    private static String quoted(String value) {
        StringBuilder out = new StringBuilder(value.length() + 16).append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20 || c == 0x7f || c == '\u2028' || c == '\u2029') {
                        out.append("\\u").append("%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }
}
