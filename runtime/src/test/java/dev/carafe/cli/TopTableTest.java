package dev.carafe.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.cgroup.Statistics;
import dev.carafe.lifecycle.ContainerSample;
import dev.carafe.linux.TerminalSize;
import dev.carafe.spec.ContainerState.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TopTableTest {
    private static Statistics used(long cpuNanos, long memory, long limit) {
        return new Statistics(
                Map.of("usage", Map.of("total", cpuNanos)),
                Map.of(),
                Map.of("usage", Map.of("usage", memory, "limit", limit)),
                Map.of("current", 3L),
                Map.of(
                        "ioServiceBytesRecursive",
                        List.of(Map.of("major", 8L, "op", "Read", "value", cpuNanos))),
                Map.of());
    }

    /** Over two seconds. */
    private static Usage usage(String id, long cpuNanos, long memory) {
        ContainerSample before =
                OpenMetricsTest.sample(id, Status.RUNNING, used(1_000_000, 1, 1), 5);
        return new Usage(
                before,
                OpenMetricsTest.sample(
                        id,
                        Status.RUNNING,
                        used(1_000_000 + cpuNanos, memory, 1 << 20),
                        2_000_000_005L));
    }

    @Test
    void processorTimeIsInPercentOfOneCpu() {
        String text = TopTable.text(List.of(usage("box", 3_000_000_000L, 512 << 10)));
        assertThat(text)
                .isEqualTo(
                        """
                        ID   STATUS   CPU%   MEMORY    LIMIT   MEM%  PIDS  READ/S  WRITE/S  PRESSURE%
                        box  running  150.0  512.0KiB  1.0MiB  50.0  3     1.4GiB  0B       -
                        """);
    }

    @Test
    void withoutAnEarlierMomentThereAreNoRates() {
        ContainerSample only = OpenMetricsTest.sample("a", Status.RUNNING, used(1, 1, 1 << 20), 5);
        Usage usage = new Usage(only, only);
        assertThat(usage.cpuPercent()).isEmpty();
        assertThat(usage.ioRate("Read")).isEmpty();
    }

    @Test
    void containerThatWasMadeAnewIsNotBelowZero() {
        assertThat(usage("a", -500_000, 1).cpuPercent()).contains(0.0);
    }

    @Test
    void screenHasNoMoreThanTheTerminalShows() {
        List<Usage> many = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            many.add(usage("box" + i, i, i));
        }
        String screen = TopTable.screen(many, new TerminalSize(4, 20));
        assertThat(screen).startsWith("\u001b[H").endsWith("\u001b[J");
        assertThat(screen.replaceAll("\u001b\\[[HKJ]", "").lines())
                .hasSize(3)
                .allMatch(line -> line.length() <= 20);
    }

    @Test
    void largestComesFirstAndNamesAsTheyAre() {
        List<Usage> usages =
                new ArrayList<>(List.of(usage("a", 1, 9), usage("b", 9, 1), usage("c", 5, 5)));
        usages.sort(TopOrder.named("cpu").comparator());
        assertThat(usages).extracting(Usage::id).containsExactly("b", "c", "a");
        usages.sort(TopOrder.named("mem").comparator());
        assertThat(usages).extracting(Usage::id).containsExactly("a", "c", "b");
        usages.sort(TopOrder.named("id").comparator());
        assertThat(usages).extracting(Usage::id).containsExactly("a", "b", "c");
        assertThatThrownBy(() -> TopOrder.named("size")).hasMessageContaining("--sort");
    }

    @Test
    void bytesHaveUnitsOf1024() {
        assertThat(TopTable.bytes(Optional.of(1023.0))).isEqualTo("1023B");
        assertThat(TopTable.bytes(Optional.of(1024.0))).isEqualTo("1.0KiB");
        assertThat(TopTable.bytes(Optional.of(1048570.0))).isEqualTo("1.0MiB");
        assertThat(TopTable.bytes(Optional.of(3.5 * (1L << 40)))).isEqualTo("3.5TiB");
        assertThat(TopTable.bytes(Optional.empty())).isEqualTo("-");
    }

    @Test
    void jsonHasWhatIsNotKnownAsNull() {
        assertThat(TopTable.json(List.of(usage("box", 0, 1)), "2026-11-21T05:49:50Z"))
                .startsWith("{\"time\":\"2026-11-21T05:49:50Z\",\"containers\":[{\"id\":\"box\"")
                .contains("\"pressurePercent\":{\"cpu\":null")
                .endsWith("}]}\n");
    }
}
