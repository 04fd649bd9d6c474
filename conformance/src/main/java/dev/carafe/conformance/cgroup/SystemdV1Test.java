package dev.carafe.conformance.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Leaks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code --systemd-cgroup} where systemd has the version 1 hierarchies. */
@Tag("vm")
@Conformance
class SystemdV1Test {

    private static final String LIMITS =
            """
            {"memory":{"limit":67108864},"cpu":{"shares":512,"quota":25000,"period":50000,"cpus":"0"},
             "pids":{"limit":42},
             "devices":[{"allow":false,"access":"rwm"},
              {"allow":true,"type":"c","major":10,"minor":250,"access":"rw"}]}
            """;

    @BeforeEach
    void needSystemdWithVersion1() {
        Host.needSystemd();
        Host.needV1("memory");
    }

    private static Bundle bundle(Lab lab, Unit unit, String resources) {
        lab.flag("--systemd-cgroup");
        return lab.bundle().merge(unit.patch(resources));
    }

    private static Map<String, String> limits(Unit unit) throws IOException {
        Map<String, String> limits = new LinkedHashMap<>();
        for (String file :
                new String[] {
                    "memory/memory.limit_in_bytes",
                    "cpu/cpu.shares",
                    "cpu/cpu.cfs_quota_us",
                    "cpuset/cpuset.cpus",
                    "pids/pids.max",
                    "devices/devices.list"
                }) {
            int slash = file.indexOf('/');
            Path directory =
                    Path.of("/sys/fs/cgroup", file.substring(0, slash), unit.show("ControlGroup"));
            limits.put(
                    file, Files.readString(directory.resolve(file.substring(slash + 1))).strip());
        }
        return limits;
    }

    @Test
    void initIsInTheScopeInEveryHierarchy(Lab lab) throws IOException {
        Unit unit = new Unit(lab);
        Container container = bundle(lab, unit, "{}").boot();
        assertThat(Files.readAllLines(Path.of("/proc/" + container.pid() + "/cgroup")))
                .filteredOn(line -> !line.startsWith("0:"))
                .isNotEmpty()
                .allMatch(line -> line.endsWith(":/system.slice/" + unit.scope()));
    }

    @Test
    void limitsAreInEachHierarchyAndOutliveAReload(Lab lab) throws IOException {
        Unit unit = new Unit(lab);
        bundle(lab, unit, LIMITS).boot();
        Map<String, String> before = limits(unit);
        assertThat(before)
                .containsEntry("memory/memory.limit_in_bytes", "67108864")
                .containsEntry("cpu/cpu.shares", "512")
                .containsEntry("cpu/cpu.cfs_quota_us", "25000")
                .containsEntry("cpuset/cpuset.cpus", "0")
                .containsEntry("pids/pids.max", "42");
        assertThat(before.get("devices/devices.list")).contains("c 10:250 rw");
        lab.host("systemctl", "daemon-reload").run().ok();
        assertThat(limits(unit)).isEqualTo(before);
    }

    @Test
    void deleteRemovesTheScopeFromEveryHierarchy(Lab lab) {
        Unit unit = new Unit(lab);
        Container container = bundle(lab, unit, LIMITS).boot();
        container.delete("--force").ok();
        assertThat(unit.isActive()).isFalse();
        assertThat(Leaks.cgroups(lab)).isEmpty();
    }
}
