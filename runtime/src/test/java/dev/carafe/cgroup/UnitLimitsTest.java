package dev.carafe.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.spec.resources.Cpu;
import dev.carafe.spec.resources.Memory;
import dev.carafe.spec.resources.Pids;
import dev.carafe.spec.resources.Resources;
import dev.carafe.systemd.UnitProperty;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitLimitsTest {
    private static final int NEW = 252;

    private static Resources resources(
            @Nullable Memory memory,
            @Nullable Cpu cpu,
            @Nullable Pids pids,
            Map<String, String> unified) {
        return new Resources(
                List.of(), memory, cpu, pids, null, List.of(), null, Map.of(), unified);
    }

    private static Resources memory(
            @Nullable Long limit, @Nullable Long reservation, @Nullable Long swap) {
        return resources(
                new Memory(limit, reservation, swap, null, null, null, null, null, null),
                null,
                null,
                Map.of());
    }

    private static Resources cpu(
            @Nullable Long shares,
            @Nullable Long quota,
            @Nullable Long period,
            @Nullable String cpus,
            @Nullable Long idle) {
        return resources(
                null,
                new Cpu(shares, quota, null, period, null, null, cpus, null, idle),
                null,
                Map.of());
    }

    private static String v2(Resources resources) {
        return text(UnitLimits.of(resources, true, NEW));
    }

    private static String v1(Resources resources) {
        return text(UnitLimits.of(resources, false, NEW));
    }

    private static String text(List<UnitProperty> properties) {
        return properties.stream()
                .map(p -> p.name() + "=" + text(p.value()))
                .collect(Collectors.joining(" "));
    }

    private static String text(UnitProperty.Value value) {
        return switch (value) {
            case UnitProperty.Unsigned number -> Long.toString(number.number());
            case UnitProperty.Bits bits -> bits.bytes().toString();
            case UnitProperty.Text _,
                    UnitProperty.Texts _,
                    UnitProperty.Flag _,
                    UnitProperty.Pids _,
                    UnitProperty.Devices _,
                    UnitProperty.Amounts _,
                    UnitProperty.Given _ ->
                    throw new AssertionError(value);
        };
    }

    @Test
    void memoryHasOneNameInEachVersion() {
        assertThat(v2(memory(4096L, 2048L, 6144L)))
                .isEqualTo("MemoryMax=4096 MemoryLow=2048 MemorySwapMax=2048");
        assertThat(v1(memory(4096L, 2048L, 6144L))).isEqualTo("MemoryLimit=4096");
    }

    @Test
    void noMemoryLimitIsInfinityAndSoIsItsSwap() {
        assertThat(v2(memory(-1L, null, null))).isEqualTo("MemoryMax=-1 MemorySwapMax=-1");
        assertThat(v2(memory(0L, null, 0L))).isEmpty();
    }

    @Test
    void swapBelowMemoryIsRefused() {
        assertThatExceptionOfType(CgroupException.class)
                .isThrownBy(() -> v2(memory(4096L, null, 2048L)))
                .satisfies(e -> assertThat(e.pointer()).isEqualTo("/linux/resources/memory/swap"));
    }

    @ParameterizedTest
    @CsvSource({
        "25000, 100000, 250000, 25000",
        "25500, 100000, 260000, 26000",
        "1, 100000, 10000, 1000",
        "150000, 100000, 1500000, 150000",
        "10000, 50000, 200000, 10000",
    })
    void quotaIsRoundedUpToAPercentInPropertyAndFile(
            long quota, long period, long perSecond, long rounded) {
        Resources given = cpu(null, quota, period, null, null);
        String expected = "CPUQuotaPeriodUSec=" + period + " CPUQuotaPerSecUSec=" + perSecond;
        assertThat(v2(given)).isEqualTo(expected);
        assertThat(v1(given)).isEqualTo(expected);
        assertThat(Objects.requireNonNull(CpuQuota.rounded(given).cpu()).quotaMicros())
                .isEqualTo(rounded);
    }

    @Test
    void quotaWithoutAPeriodIsOfTheDefaultOne() {
        assertThat(v2(cpu(null, 50_000L, null, null, null))).isEqualTo("CPUQuotaPerSecUSec=500000");
    }

    @Test
    void noQuotaIsInfinity() {
        assertThat(v2(cpu(null, -1L, null, null, null))).isEqualTo("CPUQuotaPerSecUSec=-1");
        Resources unlimited = cpu(null, -1L, 100_000L, null, null);
        assertThat(CpuQuota.rounded(unlimited)).isSameAs(unlimited);
    }

    @Test
    void sharesAreAWeightInVersion2() {
        assertThat(v2(cpu(1024L, null, null, null, null))).isEqualTo("CPUWeight=100");
        assertThat(v1(cpu(1024L, null, null, null, null))).isEqualTo("CPUShares=1024");
    }

    @Test
    void idleIsAWeightOfZeroWhereSystemdKnowsIt() {
        Resources idle = cpu(512L, null, null, null, 1L);
        assertThat(v2(idle)).isEqualTo("CPUWeight=0");
        assertThat(text(UnitLimits.of(idle, true, 251)))
                .startsWith("CPUWeight=")
                .isNotEqualTo("CPUWeight=0");
    }

    @Test
    void cpusAreBitsFromTheLowestOn() {
        assertThat(v2(cpu(null, null, null, "0-2, 8,9", null))).isEqualTo("AllowedCPUs=[7, 3]");
        assertThat(v1(cpu(null, null, null, "0", null))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(value = {"3-1", "a", "0-99999999", "-1", "1-2-3"})
    void listThatSystemdCannotBeGivenIsRefused(String cpus) {
        assertThatExceptionOfType(CgroupException.class)
                .isThrownBy(() -> v2(cpu(null, null, null, cpus, null)))
                .satisfies(e -> assertThat(e.pointer()).isEqualTo("/linux/resources/cpu/cpus"));
    }

    @ParameterizedTest
    @CsvSource({"42, 42", "-1, -1", "0, 1"})
    void tasksAreLimitedByTheSameRulesAsPids(long limit, long tasks) {
        assertThat(v2(resources(null, null, new Pids(limit), Map.of())))
                .isEqualTo("TasksMax=" + tasks);
    }

    @ParameterizedTest
    @CsvSource({
        "memory.high, 4096, MemoryHigh=4096",
        "memory.max, ' max ', MemoryMax=-1",
        "memory.min, 1, MemoryMin=1",
        "memory.swap.max, 0, MemorySwapMax=0",
        "pids.max, 7, TasksMax=7",
        "cpu.weight, 33, CPUWeight=33",
        "cpu.idle, 1, CPUWeight=0",
        "cpu.idle, 0, ''",
        "cpu.max, max 50000, CPUQuotaPeriodUSec=50000 CPUQuotaPerSecUSec=-1",
        "cpu.max, 30000 100000, CPUQuotaPeriodUSec=100000 CPUQuotaPerSecUSec=300000",
        "cpuset.cpus, 1, AllowedCPUs=[2]",
        "cpuset.mems, 0, AllowedMemoryNodes=[1]",
        "hugetlb.2MB.max, 0, ''",
        "memory.zswap.max, 4096, ''",
    })
    void unifiedFileThatSystemdWritesIsAProperty(String file, String value, String property) {
        Resources given = resources(null, null, null, Map.of(file, value));
        assertThat(v2(given)).isEqualTo(property);
        assertThat(v1(given)).isEmpty();
    }

    @Test
    void propertyThatSystemdIsTooOldForIsInTheFileAlone() {
        Resources given = resources(null, null, null, Map.of("memory.zswap.max", "max"));
        assertThat(text(UnitLimits.of(given, true, 253))).isEqualTo("MemoryZSwapMax=-1");
        assertThat(text(UnitLimits.of(given, true, 252))).isEmpty();
    }

    @Test
    void unifiedValueThatIsNoNumberIsRefused() {
        assertThatExceptionOfType(CgroupException.class)
                .isThrownBy(() -> v2(resources(null, null, null, Map.of("pids.max", "few"))))
                .satisfies(e ->
                        assertThat(e.pointer()).isEqualTo("/linux/resources/unified/pids.max"));
    }
}
