package dev.carafe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogTargetTest {
    private static final OffsetDateTime TIME = OffsetDateTime.parse("2026-03-05T05:49:50Z");

    private static String entry(
            String target, LogFormat format, String message, Map<String, Object> fields) {
        return new String(bytes(target, format, message, fields), StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(
            String target, LogFormat format, String message, Map<String, Object> fields) {
        return LogTarget.of(target, 42).entry(format, LogLevel.ERROR, message, TIME, fields);
    }

    @Test
    void partsOfAnErrorAreFieldsOfTheJournal() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("pointer", "/mounts/3");
        fields.put("line", 41);
        fields.put("syscall", "fsmount");
        assertThat(entry("journald:box", LogFormat.JSON, "no", fields))
                .isEqualTo(
                        """
                        PRIORITY=3
                        SYSLOG_FACILITY=3
                        SYSLOG_IDENTIFIER=box
                        MESSAGE=no
                        CARAFE_POINTER=/mounts/3
                        CARAFE_LINE=41
                        CARAFE_SYSCALL=fsmount
                        """);
    }

    @Test
    void eachProblemIsAFieldOfItsOwn() {
        Map<String, Object> fields =
                Map.of("problems", List.of(Map.of("msg", "a"), Map.of("msg", "b")));
        assertThat(entry("journald:", LogFormat.TEXT, "no", fields))
                .contains("SYSLOG_IDENTIFIER=carafe\n")
                .endsWith("CARAFE_PROBLEMS={\"msg\":\"a\"}\nCARAFE_PROBLEMS={\"msg\":\"b\"}\n");
    }

    /** Or the rest of it would be a field. */
    @Test
    void valueWithALineFeedHasItsLengthBefore() {
        assertThat(entry("journald:box", LogFormat.TEXT, "no\nPRIORITY=0", Map.of()))
                .endsWith("\nMESSAGE\n\15\0\0\0\0\0\0\0no\nPRIORITY=0\n");
    }

    @Test
    void datagramFitsWhateverTheErrorIs() {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < 10; i++) {
            fields.put("f" + i, "x".repeat(100_000));
        }
        assertThat(bytes("journald:box", LogFormat.TEXT, "\u00e4".repeat(100_000), fields))
                .hasSizeLessThan(140_000);
        assertThat(bytes("syslog:box", LogFormat.TEXT, "\u00e4".repeat(100_000), fields))
                .hasSizeBetween(8 * 1024 - 1, 8 * 1024);
    }

    @Test
    void cutLeavesNoPartOfACharacter() {
        byte[] text = "a\u00e4\u20ac".getBytes(StandardCharsets.UTF_8);
        assertThat(new String(JournalEntry.cut(text, 5), StandardCharsets.UTF_8))
                .isEqualTo("a\u00e4");
        assertThat(JournalEntry.cut(text, 6)).isEqualTo(text);
    }

    @Test
    void syslogHasTheLineOfItsLibraryFunction() {
        assertThat(entry("syslog:box", LogFormat.TEXT, "no\n\tmore", Map.of("line", 41)))
                .isEqualTo("<27>Mar  5 05:49:50 box[42]: no#012#011more");
        assertThat(entry("syslog:", LogFormat.JSON, "no", Map.of("line", 41)))
                .isEqualTo(
                        "<27>Mar  5 05:49:50 carafe[42]: {\"level\":\"error\",\"msg\":\"no\","
                                + "\"time\":\"2026-03-05T05:49:50Z\",\"line\":41}");
    }

    @Test
    void whatHasNoneOfThePrefixesIsAFile() {
        for (String path : List.of("/var/log/a:b", "file:/x", "journal:x", "./syslog:x")) {
            assertThat(LogTarget.of(path, 42)).isInstanceOf(LogTarget.File.class);
        }
    }
}
