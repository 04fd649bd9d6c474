package dev.carafe.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessTableTest {
    private static final String OUTPUT =
            """
            UID          PID    PPID CMD
            root           1       0 init 42
            daemon        42       1 sleep  10
            root         420      42 \u00e9

            """;

    @Test
    void headingAndTheLinesOfTheProcessesAreKeptAsTheyAre() {
        assertThat(ProcessTable.filter(OUTPUT, List.of(42, 420, 7)))
                .isEqualTo(
                        """
                        UID          PID    PPID CMD
                        daemon        42       1 sleep  10
                        root         420      42 \u00e9
                        """);
    }

    @Test
    void withoutProcessesTheHeadingStays() {
        assertThat(ProcessTable.filter(OUTPUT, List.of()))
                .isEqualTo("UID          PID    PPID CMD\n");
    }

    @Test
    void otherColumnsWithThePidAreNotMistakenForIt() {
        assertThat(ProcessTable.filter(" PPID   PID\n   42     1\n    1    42\n", List.of(42)))
                .isEqualTo(" PPID   PID\n    1    42\n");
    }

    @Test
    void outputWithoutThePidIsRefused() {
        assertThatThrownBy(() -> ProcessTable.filter("CMD\nsh\n", List.of(1)))
                .hasMessageContaining("couldn't find PID field in ps output");
        assertThatThrownBy(() -> ProcessTable.filter("", List.of(1)))
                .hasMessageContaining("couldn't find PID field in ps output");
    }

    @Test
    void lineWithoutANumberIsRefused() {
        assertThatThrownBy(() -> ProcessTable.filter("PID\nx\n", List.of(1)))
                .hasMessageContaining("unable to parse pid");
        assertThatThrownBy(() -> ProcessTable.filter("CMD PID\nx\n", List.of(1)))
                .hasMessageContaining("unable to parse pid");
    }
}
