package dev.carafe.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.systemd.GVariant;
import dev.carafe.systemd.UnitProperty;
import java.math.BigInteger;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitAnnotationsTest {
    private static final String PREFIX = "org.systemd.property.";

    private static UnitProperty given(String name, String type, Object value) {
        return new UnitProperty(name, new UnitProperty.Given(new GVariant(type, value)));
    }

    @Test
    void othersAreLeftAlone() {
        assertThat(UnitAnnotations.of(Map.of("org.systemd.propertyX", "x", "a", "b"))).isEmpty();
    }

    @Test
    void propertiesComeInTheOrderOfTheirNames() {
        assertThat(
                        UnitAnnotations.of(
                                Map.of(
                                        PREFIX + "SendSIGKILL", "false",
                                        PREFIX + "CollectMode", "'inactive-or-failed'")))
                .containsExactly(
                        given("CollectMode", "s", "inactive-or-failed"),
                        given("SendSIGKILL", "b", false));
    }

    @ParameterizedTest
    @CsvSource({"123, 123000000", "uint64 5, 5000000", "0.5, 500000", "1.25, 1250000", "0, 0"})
    void secondsAreGivenInMicroseconds(String text, BigInteger micros) {
        assertThat(UnitAnnotations.of(Map.of(PREFIX + "TimeoutStopSec", text)))
                .containsExactly(given("TimeoutStopUSec", "t", micros));
    }

    @Test
    void microsecondsStayAsTheyAre() {
        assertThat(UnitAnnotations.of(Map.of(PREFIX + "TimeoutStopUSec", "uint64 7")))
                .containsExactly(given("TimeoutStopUSec", "t", BigInteger.valueOf(7)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CollectMode | yes | 'yes: \"yes\" is neither a value nor a type at character 1'",
                "TimeoutStopSec | -1 | no number of seconds",
                "TimeoutStopSec | 'true' | no number of seconds",
                "TimeoutStopSec | 1e300 | no number of seconds",
                "X | true | of three letters",
                "A/b | true | of three letters"
            })
    void errorsPointToTheAnnotation(String name, String text, String message) {
        assertThatExceptionOfType(CgroupException.class)
                .isThrownBy(() -> UnitAnnotations.of(Map.of(PREFIX + name, text)))
                .withMessageContaining(message)
                .satisfies(e ->
                        assertThat(e.pointer())
                                .isEqualTo("/annotations/" + PREFIX + name.replace("/", "~1")));
    }
}
