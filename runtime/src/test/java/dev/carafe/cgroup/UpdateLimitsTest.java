package dev.carafe.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.spec.resources.Cpu;
import dev.carafe.spec.resources.Memory;
import dev.carafe.spec.resources.Pids;
import dev.carafe.spec.resources.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of a version 2 group that is made of ordinary files. */
class UpdateLimitsTest {
    @TempDir Path directory;

    private PathCgroup cgroup(String... filesAndTexts) throws IOException {
        for (int i = 0; i < filesAndTexts.length; i += 2) {
            Files.writeString(directory.resolve(filesAndTexts[i]), filesAndTexts[i + 1] + "\n");
        }
        return new PathCgroup(new CgroupDirectories(Map.of(), Optional.of(directory)));
    }

    private String text(String file) throws IOException {
        return Files.readString(directory.resolve(file)).lines().findFirst().orElse("");
    }

    private static Resources resources(
            @Nullable Memory memory, @Nullable Cpu cpu, @Nullable Pids pids) {
        return new Resources(
                List.of(), memory, cpu, pids, null, List.of(), null, Map.of(), Map.of());
    }

    private static Memory memory(@Nullable Long limit, @Nullable Long swap) {
        return new Memory(limit, null, swap, null, null, null, null, null, null);
    }

    private static Cpu cpu(@Nullable Long quota, @Nullable Long period, @Nullable String cpus) {
        return new Cpu(null, quota, null, period, null, null, cpus, null, null);
    }

    @Test
    void memoryLimitAloneKeepsTheSumWithSwap() throws IOException {
        PathCgroup cgroup = cgroup("memory.max", "100", "memory.swap.max", "50");
        cgroup.update(resources(memory(120L, null), null, null), before -> {});
        assertThat(text("memory.max")).startsWith("120");
        assertThat(text("memory.swap.max")).startsWith("30");
    }

    @Test
    void memoryLimitAboveTheSumWithSwapIsRefusedBeforeAnythingIsWritten() throws IOException {
        PathCgroup cgroup = cgroup("memory.max", "100", "memory.swap.max", "50", "pids.max", "9");
        Resources change = resources(memory(200L, null), null, new Pids(7L));
        assertThatThrownBy(() -> cgroup.update(change, before -> {}))
                .isInstanceOf(CgroupException.class)
                .hasMessageContaining("memory+swap limit should be >= memory limit");
        assertThat(text("memory.max")).isEqualTo("100");
        assertThat(text("pids.max")).isEqualTo("9");
    }

    @Test
    void unlimitedSwapStaysSo() throws IOException {
        PathCgroup cgroup = cgroup("memory.max", "100", "memory.swap.max", "max");
        cgroup.update(resources(memory(200L, null), null, null), before -> {});
        assertThat(text("memory.swap.max")).isEqualTo("max");
    }

    @Test
    void swapAloneIsTakenWithTheLimitThatHolds() throws IOException {
        PathCgroup cgroup = cgroup("memory.max", "100", "memory.swap.max", "max");
        cgroup.update(resources(memory(null, 150L), null, null), before -> {});
        assertThat(text("memory.max")).isEqualTo("100");
        assertThat(text("memory.swap.max")).startsWith("50");
    }

    @Test
    void quotaKeepsThePeriodAndThePeriodTheQuota() throws IOException {
        PathCgroup cgroup = cgroup("cpu.max", "20000 50000");
        cgroup.update(resources(null, cpu(30_000L, null, null), null), before -> {});
        assertThat(text("cpu.max")).startsWith("30000 50000");
        cgroup.update(resources(null, cpu(null, 60_000L, null), null), before -> {});
        assertThat(text("cpu.max")).startsWith("30000 60000");
    }

    @Test
    void periodBesideNoQuotaLeavesNone() throws IOException {
        PathCgroup cgroup = cgroup("cpu.max", "max 100000");
        cgroup.update(resources(null, cpu(null, 50_000L, null), null), before -> {});
        assertThat(text("cpu.max")).startsWith("max 50000");
    }

    @Test
    void whatAChangeIsToldItWasCanBePutBack() throws IOException {
        PathCgroup cgroup = cgroup("memory.max", "1000", "memory.swap.max", "50", "pids.max", "9");
        Map<Path, String> told = new HashMap<>();
        cgroup.update(resources(memory(1020L, null), null, new Pids(7L)), told::putAll);
        assertThat(told)
                .containsEntry(directory.resolve("memory.max"), "1000")
                .containsEntry(directory.resolve("pids.max"), "9");
        Files.writeString(directory.resolve("memory.max"), "");
        Files.writeString(directory.resolve("pids.max"), "");
        cgroup.restore(told);
        assertThat(text("memory.max")).isEqualTo("1000");
        assertThat(text("pids.max")).isEqualTo("9");
    }

    @Test
    void groupThatIsGoneHasNoLimitsToPutBack() {
        new PathCgroup(new CgroupDirectories(Map.of(), Optional.of(directory)))
                .restore(Map.of(directory.resolve("gone/pids.max"), "9"));
    }

    /** There is no cpuset.cpus, so the last write fails. */
    @Test
    void failureTakesBackWhatWasWrittenBefore() throws IOException {
        PathCgroup cgroup =
                cgroup(
                        "memory.max",
                        "1000000",
                        "memory.swap.max",
                        "max",
                        "pids.max",
                        "9000000",
                        "cpu.max",
                        "20000 50000",
                        "cgroup.controllers",
                        "cpuset");
        Resources change =
                resources(memory(2_000_000L, null), cpu(30_000L, null, "0"), new Pids(7_000_000L));
        assertThatThrownBy(() -> cgroup.update(change, before -> {}))
                .isInstanceOf(CgroupException.class)
                .hasMessageContaining("cpuset")
                .hasNoSuppressedExceptions();
        assertThat(text("memory.max")).isEqualTo("1000000");
        assertThat(text("pids.max")).isEqualTo("9000000");
        assertThat(text("cpu.max")).isEqualTo("20000 50000");
    }
}
