package dev.carafe.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.systemd.UnitProperty;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UnitLimitFilesTest {
    private static final Path GROUP = Path.of("/cg");

    private static List<UnitProperty> properties(Map<String, String> files, String... chosen) {
        Map<Path, String> contents = new HashMap<>();
        files.forEach((name, text) -> contents.put(GROUP.resolve(name), text));
        Set<Path> paths = new LinkedHashSet<>();
        for (String name : chosen) {
            paths.add(GROUP.resolve(name));
        }
        return UnitLimitFiles.properties(contents, paths, 252);
    }

    @Test
    void filesOfVersion2BecomeTheirProperties() {
        Map<String, String> files =
                Map.of(
                        "memory.max", "max",
                        "pids.max", "7",
                        "cpu.max", "20000 50000",
                        "cpu.weight", "59",
                        "io.weight", "default 100\n8:0 200",
                        "cpuset.cpus", "");
        assertThat(
                        properties(
                                files,
                                "memory.max",
                                "pids.max",
                                "cpu.max",
                                "cpu.weight",
                                "io.weight",
                                "cpuset.cpus"))
                .containsExactly(
                        UnitProperty.number("MemoryMax", UnitProperty.INFINITY),
                        UnitProperty.number("TasksMax", 7),
                        UnitProperty.number("CPUQuotaPeriodUSec", 50_000),
                        UnitProperty.number("CPUQuotaPerSecUSec", 400_000),
                        UnitProperty.number("CPUWeight", 59),
                        new UnitProperty("AllowedCPUs", new UnitProperty.Bits(List.of())),
                        UnitProperty.number("IOWeight", 100),
                        new UnitProperty("IODeviceWeight", new UnitProperty.Amounts(List.of())),
                        new UnitProperty(
                                "IODeviceWeight",
                                new UnitProperty.Amounts(
                                        List.of(new UnitProperty.Amount("/dev/block/8:0", 200)))));
    }

    @Test
    void quotaAndPeriodOfVersion1AreOne() {
        Map<String, String> files =
                Map.of("cpu.cfs_quota_us", "-1", "cpu.cfs_period_us", "50000", "cpu.shares", "512");
        List<UnitProperty> both =
                List.of(
                        UnitProperty.number("CPUQuotaPeriodUSec", 50_000),
                        UnitProperty.number("CPUQuotaPerSecUSec", UnitProperty.INFINITY));
        assertThat(properties(files, "cpu.cfs_quota_us")).isEqualTo(both);
        assertThat(properties(files, "cpu.cfs_period_us", "cpu.cfs_quota_us")).isEqualTo(both);
    }

    @Test
    void filesThatSystemdDoesNotKnowAreLeftOut() {
        assertThat(properties(Map.of("rdma.max", "a", "memory.max", "5"), "rdma.max")).isEmpty();
    }
}
