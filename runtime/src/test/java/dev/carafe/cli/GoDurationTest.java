package dev.carafe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
    @ParameterizedTest
    @CsvSource({
        "0,PT0S",
        "5s,PT5S",
        "500ms,PT0.5S",
        "1m30s,PT1M30S",
        "1.5h,PT1H30M",
        ".5s,PT0.5S",
        "1us,PT0.000001S",
        "3ns,PT0.000000003S"
    })
    void unitsAreThoseOfGo(String text, Duration duration) {
        assertThat(GoDuration.parse(text)).contains(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "5x", "5s ", "-1s", "1s1", "1d", "99999999999h"})
    void otherTextIsRefused(String text) {
        assertThat(GoDuration.parse(text)).isEmpty();
    }
}
