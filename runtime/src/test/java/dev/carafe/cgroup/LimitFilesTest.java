package dev.carafe.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.spec.resources.Cpu;
import dev.carafe.spec.resources.Memory;
import dev.carafe.spec.resources.Pids;
import dev.carafe.spec.resources.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files the limits go to, and what is written, on trees of ordinary files. */
class LimitFilesTest {
    private static final long MEBIBYTE = 1L << 20;

    @TempDir private Path tree = Path.of("");
    private final List<String> warnings = new ArrayList<>();

    private static Resources resources(
            @Nullable Memory memory, @Nullable Cpu cpu, @Nullable Pids pids) {
        return new Resources(
                List.of(), memory, cpu, pids, null, List.of(), null, Map.of(), Map.of());
    }

    private static Memory memory(
            @Nullable Long limit, @Nullable Long reservation, @Nullable Long swap) {
        return new Memory(limit, reservation, swap, null, null, null, null, null, null);
    }

    private static Cpu cpu(
            @Nullable Long shares, @Nullable Long quota, @Nullable Long period, String cpus) {
        return new Cpu(shares, quota, null, period, null, null, cpus, "0", null);
    }

    private void files(String... names) throws IOException {
        for (String name : names) {
            Files.createDirectories(tree.resolve(name).getParent());
            Files.writeString(tree.resolve(name), "");
        }
    }

    private void version1(Resources resources) {
        Map<String, Path> directories =
                Map.of(
                        "memory", tree.resolve("memory"),
                        "cpu", tree.resolve("cpu"),
                        "cpuset", tree.resolve("cpuset"),
                        "pids", tree.resolve("pids"));
        new V1Limits(new CgroupDirectories(directories, Optional.empty()))
                .apply(resources, warnings);
    }

    private void version2(Resources resources) {
        new V2Limits(tree).apply(resources, warnings);
    }

    private String read(String name) throws IOException {
        return Files.readString(tree.resolve(name));
    }

    @Test
    void version1LimitsGoToTheFilesOfTheirControllers() throws IOException {
        files(
                "cpu/cpu.shares",
                "cpu/cpu.cfs_quota_us",
                "cpu/cpu.cfs_period_us",
                "cpuset/cpuset.cpus",
                "cpuset/cpuset.mems",
                "pids/pids.max");
        version1(resources(null, cpu(512L, 20_000L, 50_000L, "0-1"), new Pids(12L)));
        assertThat(read("cpu/cpu.shares")).isEqualTo("512");
        assertThat(read("cpu/cpu.cfs_quota_us")).isEqualTo("20000");
        assertThat(read("cpu/cpu.cfs_period_us")).isEqualTo("50000");
        assertThat(read("cpuset/cpuset.cpus")).isEqualTo("0-1");
        assertThat(read("cpuset/cpuset.mems")).isEqualTo("0");
        assertThat(read("pids/pids.max")).isEqualTo("12");
    }

    @Test
    void version1MemoryAndSwapAreWrittenTogether() throws IOException {
        files("memory/memory.memsw.limit_in_bytes", "memory/memory.soft_limit_in_bytes");
        Files.writeString(tree.resolve("memory/memory.limit_in_bytes"), "9223372036854771712\n");
        version1(resources(memory(8 * MEBIBYTE, 4 * MEBIBYTE, 16 * MEBIBYTE), null, null));
        assertThat(read("memory/memory.limit_in_bytes")).startsWith("8388608");
        assertThat(read("memory/memory.memsw.limit_in_bytes")).isEqualTo("16777216");
        assertThat(read("memory/memory.soft_limit_in_bytes")).isEqualTo("4194304");
    }

    @Test
    void version1SharesOutOfRangeAreRefused() throws IOException {
        files("cpu/cpu.shares");
        assertThatExceptionOfType(CgroupException.class)
                .isThrownBy(() -> version1(resources(null, cpu(1L, null, null, ""), null)))
                .matches(e -> e.pointer().equals("/linux/resources/cpu/shares"));
        assertThat(read("cpu/cpu.shares")).isEmpty();
    }

    @Test
    void version2LimitsGoToTheFilesOfTheOneDirectory() throws IOException {
        files(
                "memory.max",
                "memory.low",
                "memory.swap.max",
                "cpu.weight",
                "cpu.max",
                "cpuset.cpus",
                "cpuset.mems",
                "pids.max");
        version2(
                resources(
                        memory(8 * MEBIBYTE, 4 * MEBIBYTE, 10 * MEBIBYTE),
                        cpu(1024L, 20_000L, 50_000L, "0"),
                        new Pids(12L)));
        assertThat(read("memory.max")).isEqualTo("8388608");
        assertThat(read("memory.low")).isEqualTo("4194304");
        assertThat(read("memory.swap.max")).isEqualTo("2097152");
        assertThat(read("cpu.weight")).isEqualTo("100");
        assertThat(read("cpu.max")).isEqualTo("20000 50000");
        assertThat(read("cpuset.cpus")).isEqualTo("0");
        assertThat(read("cpuset.mems")).isEqualTo("0");
        assertThat(read("pids.max")).isEqualTo("12");
    }

    @Test
    void negativeLimitsAreWrittenAsMax() throws IOException {
        files("memory.max", "memory.swap.max", "pids.max", "cpu.max");
        version2(
                resources(
                        memory(-1L, null, null),
                        new Cpu(null, -1L, null, null, null, null, null, null, null),
                        new Pids(-1L)));
        assertThat(read("memory.max")).isEqualTo("max");
        assertThat(read("memory.swap.max")).isEqualTo("max");
        assertThat(read("pids.max")).isEqualTo("max");
        assertThat(read("cpu.max")).isEqualTo("max 100000");
    }

    @Test
    void zeroIsNoLimitSaveForProcesses() throws IOException {
        files("pids.max");
        version2(
                resources(
                        memory(0L, 0L, 0L),
                        new Cpu(0L, 0L, null, 0L, null, null, "", "", null),
                        new Pids(0L)));
        assertThat(read("pids.max")).isEqualTo("1");
        assertThat(tree.resolve("memory.max")).doesNotExist();
        assertThat(tree.resolve("cpu.max")).doesNotExist();
    }

    @Test
    void missingSwapFileMattersOnlyWhenSwapIsGiven() throws IOException {
        files("memory.max");
        version2(resources(memory(MEBIBYTE, null, MEBIBYTE), null, null));
        assertThat(read("memory.max")).isEqualTo("1048576");
        assertThatExceptionOfType(CgroupException.class)
                .isThrownBy(
                        () -> version2(resources(memory(MEBIBYTE, null, 2 * MEBIBYTE), null, null)))
                .matches(e -> e.pointer().equals("/linux/resources/memory/swap"));
    }

    @Test
    void whatHasNoEffectWithVersion2IsWarnedAbout() {
        version2(
                resources(
                        new Memory(null, null, null, 1L, null, 60L, true, null, null), null, null));
        assertThat(warnings)
                .anyMatch(w -> w.contains("disableOOMKiller"))
                .anyMatch(w -> w.contains("swappiness"))
                .anyMatch(w -> w.contains("/kernel:"));
    }
}
