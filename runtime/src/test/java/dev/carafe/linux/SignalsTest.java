package dev.carafe.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalsTest {
    @ParameterizedTest
    @CsvSource({
        "KILL,9",
        "SIGKILL,9",
        "sigterm,15",
        "Hup,1",
        "9,9",
        "0,0",
        "64,64",
        "RTMIN,34",
        "SIGRTMIN+3,37",
        "rtmax,64",
        "SIGRTMAX-1,63",
        "IOT,6",
        "CLD,17",
        "POLL,29",
        "SYS,31",
        "STKFLT,16",
        "WINCH,28"
    })
    void namesAndNumbersAreUnderstood(String text, int number) {
        assertThat(Signals.parse(text)).contains(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SIG",
                "NOPE",
                "65",
                "-1",
                "9x",
                "RT",
                "RTMIN+31",
                "RTMAX+1",
                "RTFOO+1",
                "SIGSIGKILL"
            })
    void othersAreNot(String text) {
        assertThat(Signals.parse(text)).isEmpty();
    }

    @Test
    void everyNameIsParsedAsItsNumber() {
        for (int signal = 1; signal <= 64; signal++) {
            if (signal != 32 && signal != 33) {
                assertThat(Signals.parse(Signals.name(signal))).contains(signal);
            }
        }
    }
}
