package dev.carafe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.cgroup.Statistics;
import dev.carafe.lifecycle.ContainerSample;
import dev.carafe.lifecycle.ContainerView;
import dev.carafe.spec.ContainerState.Status;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenMetricsTest {
    static final Statistics STATISTICS =
            new Statistics(
                    Map.of(
                            "usage",
                            Map.of("total", 1_500_000_000L, "kernel", 500_000_000L, "user", 1L),
                            "throttling",
                            Map.of("periods", 7L),
                            "psi",
                            Map.of(
                                    "some",
                                    Map.of("avg10", new BigDecimal("1.5"), "total", 2_500_000L))),
                    Map.of(),
                    Map.of(
                            "cache",
                            4096L,
                            "usage",
                            Map.of("usage", 8192L, "limit", BigInteger.TWO.pow(64), "failcnt", 3L),
                            "raw",
                            Map.of("inactive_file", 1024L)),
                    Map.of("current", 2L),
                    Map.of(
                            "ioServiceBytesRecursive",
                            List.of(
                                    Map.of("major", 8L, "op", "Read", "value", 512L),
                                    Map.of("major", 8L, "op", "Total", "value", 512L))),
                    Map.of());

    static ContainerSample sample(String id, Status status, Statistics statistics, long atNanos) {
        ContainerView view =
                new ContainerView(
                        "1.3.0",
                        id,
                        42,
                        status,
                        Path.of("/b/\"quoted\"\\back\nline"),
                        Path.of("/r"),
                        Instant.ofEpochSecond(1_763_704_800),
                        Map.of(),
                        "root");
        return new ContainerSample(view, statistics, atNanos);
    }

    @Test
    void familiesAreWholeAndEndWithTheirMark() {
        String text =
                OpenMetrics.of(
                        List.of(
                                sample("a", Status.RUNNING, STATISTICS, 0),
                                sample("b", Status.STOPPED, Statistics.NONE, 0)));
        assertThat(text)
                .contains(
                        """
                        # TYPE carafe_container_cpu_usage_seconds counter
                        # UNIT carafe_container_cpu_usage_seconds seconds
                        # HELP carafe_container_cpu_usage_seconds CPU time.
                        carafe_container_cpu_usage_seconds_total{id="a"} 1.5
                        """)
                .contains("carafe_container_memory_working_set_bytes{id=\"a\"} 7168\n")
                .contains("carafe_container_memory_failures_total{id=\"a\"} 3\n")
                .contains("carafe_container_io_read_bytes_total{id=\"a\",device=\"8:0\"} 512\n")
                .contains(
                        "carafe_container_pressure_waiting_seconds_total{id=\"a\",resource=\"cpu\"} 2.5\n")
                .contains("{id=\"b\",carafe_container_state=\"stopped\"} 1\n")
                .doesNotContain("memory_limit_bytes")
                .doesNotContain("stalled")
                .endsWith("\n# EOF\n");
    }

    @Test
    void valuesOfLabelsAreEscaped() {
        assertThat(OpenMetrics.of(List.of(sample("a", Status.RUNNING, STATISTICS, 0))))
                .contains("bundle=\"/b/\\\"quoted\\\"\\\\back\\nline\"");
    }

    @Test
    void withoutContainersThereIsNothingButTheEnd() {
        assertThat(OpenMetrics.of(List.of())).isEqualTo("# EOF\n");
    }
}
