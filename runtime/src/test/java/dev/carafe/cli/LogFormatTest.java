package dev.carafe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The expected lines are runc 1.1.5's own. */
class LogFormatTest {
    private static final OffsetDateTime TIME =
            OffsetDateTime.of(2026, 11, 21, 5, 49, 50, 123_456_789, ZoneOffset.UTC);

    @Test
    void textIsLogfmt() {
        assertThat(LogFormat.TEXT.line(LogLevel.ERROR, "container does not exist", TIME))
                .isEqualTo(
                        "time=\"2026-11-21T05:49:50Z\" level=error msg=\"container does not"
                                + " exist\"\n");
    }

    @Test
    void aPlainWordIsNotQuoted() {
        assertThat(LogFormat.TEXT.line(LogLevel.WARNING, "careful", TIME))
                .isEqualTo("time=\"2026-11-21T05:49:50Z\" level=warning msg=careful\n");
    }

    @Test
    void quotesAndLineFeedsAreEscaped() {
        assertThat(LogFormat.TEXT.line(LogLevel.ERROR, "no \"x\"\n\\", TIME))
                .isEqualTo(
                        "time=\"2026-11-21T05:49:50Z\" level=error msg=\"no \\\"x\\\"\\n\\\\\"\n");
    }

    @Test
    void jsonHasTheThreeFieldsThatContainerdReads() {
        assertThat(LogFormat.JSON.line(LogLevel.ERROR, "container does not exist", TIME))
                .isEqualTo(
                        "{\"level\":\"error\",\"msg\":\"container does not"
                                + " exist\",\"time\":\"2026-11-21T05:49:50Z\"}\n");
    }

    @Test
    void jsonHasThePartsOfAMessageAsFieldsAfterItsOwnThree() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("pointer", "/mounts/3");
        fields.put("line", 41);
        fields.put("problems", List.of(Map.of("msg", "a \"b\"")));

        assertThat(LogFormat.JSON.line(LogLevel.ERROR, "no", TIME, fields))
                .isEqualTo(
                        "{\"level\":\"error\",\"msg\":\"no\",\"time\":\"2026-11-21T05:49:50Z\","
                                + "\"pointer\":\"/mounts/3\",\"line\":41,"
                                + "\"problems\":[{\"msg\":\"a \\\"b\\\"\"}]}\n");
    }

    @Test
    void textHasNoFields() {
        assertThat(LogFormat.TEXT.line(LogLevel.ERROR, "no", TIME, Map.of("line", 41)))
                .endsWith("msg=no\n");
    }

    @Test
    void controlCharactersAreValidJson() {
        assertThat(LogFormat.JSON.line(LogLevel.DEBUG, "a\u0001b", TIME)).contains("a\\u0001b");
    }
}
