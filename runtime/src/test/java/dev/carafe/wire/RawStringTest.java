package dev.carafe.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RawStringTest {
    @Test
    void validUtf8IsTheTextItIs() {
        String text = "PATH=/usr/bin: größe 漢字 😀 \uFFFD";
        assertThat(RawString.decode(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
        assertThat(RawString.encode(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void bytesThatAreNotUtf8BecomeLoneSurrogates() {
        byte[] bytes = {'a', (byte) 0xff, 'b', (byte) 0xc3};
        assertThat(RawString.decode(bytes)).isEqualTo("a\uDCFFb\uDCC3");
    }

    @Test
    void anEncodedSurrogateIsKeptAsItsBytes() {
        byte[] bytes = {(byte) 0xed, (byte) 0xb2, (byte) 0x80};
        assertThat(RawString.decode(bytes)).isEqualTo("\uDCED\uDCB2\uDC80");
        assertThat(RawString.encode("\uDCED\uDCB2\uDC80")).isEqualTo(bytes);
    }

    @Test
    void anyBytesComeBackAsTheyWere() {
        Random random = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(24)];
            random.nextBytes(bytes);
            assertThat(RawString.encode(RawString.decode(bytes))).isEqualTo(bytes);
        }
    }

    @Test
    void aSurrogateThatStandsForNoByteBecomesTheReplacementCharacter() {
        assertThat(RawString.encode("x\uD800y\uDC00\uDC2F"))
                .isEqualTo("x\uFFFDy\uFFFD\uFFFD".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void manyBytesThatAreNotTextTakeLinearTime() {
        byte[] bytes = new byte[1 << 20];
        Arrays.fill(bytes, (byte) 0xff);

        assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertThat(RawString.decode(bytes)).hasSize(1 << 20));
    }
}
