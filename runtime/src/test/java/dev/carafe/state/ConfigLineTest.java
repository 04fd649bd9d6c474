package dev.carafe.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConfigLineTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] journal(byte[]... lines) {
        ByteArrayOutputStream journal = new ByteArrayOutputStream();
        for (byte[] line : lines) {
            journal.writeBytes(line);
            journal.write('\n');
        }
        return journal.toByteArray();
    }

    @Test
    void configIsFoundAsItWasWritten() {
        byte[] config = bytes("{\n  \"a\": \"ü\"\r\n}\n\n");
        byte[] line = ConfigLine.of(config).orElseThrow();
        assertThat(new String(line, StandardCharsets.UTF_8)).doesNotContain("\n");
        assertThat(ConfigLine.find(journal(bytes("{}"), line, bytes("{}"))).orElseThrow())
                .isEqualTo(config);
    }

    @Test
    void journalOfAnEarlierBuildHasNone() {
        assertThat(ConfigLine.find(journal(bytes("{\"action\":\"create\"}")))).isEmpty();
        assertThat(ConfigLine.find(new byte[0])).isEmpty();
    }

    @Test
    void lineThatWasCutShortDoesNotCount() {
        byte[] line = ConfigLine.of(bytes("{}")).orElseThrow();
        assertThat(ConfigLine.find(line)).isEmpty();
    }

    @Test
    void whatCannotBeALineIsNotKept() {
        assertThat(ConfigLine.of(bytes("{}").clone())).isPresent();
        assertThat(ConfigLine.of("{}".getBytes(StandardCharsets.UTF_16LE))).isEmpty();
        assertThat(ConfigLine.of(new byte[ConfigLine.MAX_BYTES + 1])).isEmpty();
    }
}
