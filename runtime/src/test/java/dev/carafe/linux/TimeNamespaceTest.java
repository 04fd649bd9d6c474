package dev.carafe.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimeNamespaceTest {
    @Test
    void theOffsetIsThatOfTheMonotonicClock() {
        assertThat(
                        TimeNamespace.parse(
                                "monotonic      864000         5\nboottime       1         0\n"))
                .isEqualTo(864_000_000_000_005L);
        assertThat(TimeNamespace.parse("")).isZero();
    }

    @Test
    void ourselvesWeAreNotAheadOf() {
        assertThat(TimeNamespace.offsetNanos((int) ProcessHandle.current().pid())).isZero();
    }
}
