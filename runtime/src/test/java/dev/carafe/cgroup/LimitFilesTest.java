package dev.carafe.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.resources.Cpu;
import dev.carafe.spec.resources.HugepageLimit;
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
    private final List<Problem> warnings = new ArrayList<>();

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
        new Limits(new CgroupDirectories(directories, Optional.empty()), warnings).apply(resources);
    }

    private void version2(Resources resources) {
        new Limits(new CgroupDirectories(Map.of(), Optional.of(tree)), warnings).apply(resources);
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
        Files.writeString(tree.resolve("memory.max"), "max\n");
        files(
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
        Files.writeString(tree.resolve("memory.max"), "max\n");
        Files.writeString(tree.resolve("cgroup.controllers"), "memory\n");
        version2(resources(memory(MEBIBYTE, null, MEBIBYTE), null, null));
        assertThat(read("memory.max")).isEqualTo("1048576");
        assertThatExceptionOfType(CgroupException.class)
                .isThrownBy(
                        () -> version2(resources(memory(MEBIBYTE, null, 2 * MEBIBYTE), null, null)))
                .withMessageEndingWith("; the kernel does not account swap")
                .matches(e -> e.pointer().equals("/linux/resources/memory/swap"));
    }

    @Test
    void whatHasNoEffectWithVersion2IsWarnedAboutAndNeedsNoController() {
        version2(
                resources(
                        new Memory(null, null, null, 1L, 2L, 60L, true, false, null),
                        new Cpu(null, null, null, null, 1L, 2L, null, null, null),
                        null));
        assertThat(warnings)
                .extracting(Problem::pointer)
                .containsExactly(
                        "/linux/resources/memory/disableOOMKiller",
                        "/linux/resources/memory/swappiness",
                        "/linux/resources/memory/kernel",
                        "/linux/resources/memory/kernelTCP",
                        "/linux/resources/memory/useHierarchy",
                        "/linux/resources/cpu/realtimePeriod",
                        "/linux/resources/cpu/realtimeRuntime");
    }

    @Test
    void kernelMemoryIsLimitedWhereTheKernelDoesItAndWarnedAboutElsewhere() throws IOException {
        files("memory/memory.kmem.tcp.limit_in_bytes");
        version1(
                resources(
                        new Memory(null, null, null, 4096L, 8192L, null, null, null, null),
                        null,
                        null));
        assertThat(read("memory/memory.kmem.tcp.limit_in_bytes")).isEqualTo("8192");
        assertThat(warnings)
                .extracting(Problem::toString)
                .containsExactly(
                        "/linux/resources/memory/kernel: has no effect, as the kernel does not have"
                                + " this limit any more");
    }

    @Test
    void version1MemoryBehaviourGoesToItsFiles() throws IOException {
        files(
                "memory/memory.swappiness",
                "memory/memory.oom_control",
                "memory/memory.use_hierarchy");
        version1(
                resources(
                        new Memory(null, null, null, null, null, 7L, true, true, null),
                        null,
                        null));
        assertThat(read("memory/memory.swappiness")).isEqualTo("7");
        assertThat(read("memory/memory.oom_control")).isEqualTo("1");
        assertThat(read("memory/memory.use_hierarchy")).isEqualTo("1");
        assertThat(warnings).isEmpty();
    }

    @Test
    void limitBelowUseIsRefusedWhenItIsToBeChecked() throws IOException {
        files("memory.max", "memory.swap.max");
        Files.writeString(tree.resolve("memory.current"), "2000000\n");
        Files.writeString(tree.resolve("memory.swap.current"), "1000000\n");
        Memory below = new Memory(1_000_000L, null, null, null, null, null, null, null, true);
        assertThatExceptionOfType(CgroupException.class)
                .isThrownBy(() -> version2(resources(below, null, null)))
                .withMessage("rejecting memory limit 1000000 < usage 2000000")
                .matches(e -> e.pointer().equals("/linux/resources/memory/limit"));
        Memory swap = new Memory(2_000_000L, null, 2_900_000L, null, null, null, null, null, true);
        assertThatExceptionOfType(CgroupException.class)
                .isThrownBy(() -> version2(resources(swap, null, null)))
                .withMessage("rejecting memory+swap limit 2900000 < usage 3000000")
                .matches(e -> e.pointer().equals("/linux/resources/memory/swap"));
        assertThat(read("memory.max")).isEmpty();
    }

    @Test
    void hierarchyIsThatOfTheControllerOnAHybridHost() throws IOException {
        files("pids/pids.max", "v2/hugetlb.2MB.max", "v2/hugetlb.2MB.rsvd.max");
        CgroupDirectories hybrid =
                new CgroupDirectories(
                        Map.of("pids", tree.resolve("pids")), Optional.of(tree.resolve("v2")));
        new Limits(hybrid, warnings)
                .apply(
                        new Resources(
                                List.of(),
                                null,
                                null,
                                new Pids(3L),
                                null,
                                List.of(new HugepageLimit("2MB", 4 * MEBIBYTE)),
                                null,
                                Map.of(),
                                Map.of()));
        assertThat(read("pids/pids.max")).isEqualTo("3");
        assertThat(read("v2/hugetlb.2MB.max")).isEqualTo("4194304");
        assertThat(read("v2/hugetlb.2MB.rsvd.max")).isEqualTo("4194304");
    }

    @Test
    void controllerThatIsMissingIsNamedWithTheProperty() throws IOException {
        Files.writeString(tree.resolve("cgroup.controllers"), "cpu pids\n");
        assertThatExceptionOfType(CgroupException.class)
                .isThrownBy(() -> version2(resources(memory(MEBIBYTE, null, null), null, null)))
                .withMessageStartingWith("controller memory is not available in " + tree)
                .matches(e -> e.pointer().equals("/linux/resources/memory"));
        assertThatExceptionOfType(CgroupException.class)
                .isThrownBy(() ->
                        new Limits(new CgroupDirectories(Map.of(), Optional.empty()), warnings)
                                .apply(resources(null, null, new Pids(1L))))
                .withMessageStartingWith("cannot set pids limit: container could not join")
                .matches(e -> e.pointer().equals("/linux/resources/pids/limit"));
    }
}
