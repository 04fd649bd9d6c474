package dev.carafe.conformance.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@code update} of a container in a scope of systemd's: what is not the unit's property as well is
 * gone with the next reload.
 */
@Tag("vm")
@Conformance
class SystemdUpdateTest {

    private static final List<String> FILES =
            List.of(
                    "memory.max",
                    "memory.low",
                    "memory.swap.max",
                    "cpu.weight",
                    "cpu.idle",
                    "cpu.max",
                    "cpu.max.burst",
                    "cpuset.cpus",
                    "cpuset.mems",
                    "pids.max",
                    "cgroup.freeze");

    @BeforeEach
    void needSystemdWithVersion2() {
        Host.needSystemd();
        Host.needUnified();
    }

    private static Bundle bundle(Lab lab, Unit unit, String resources) {
        lab.flag("--systemd-cgroup");
        return lab.bundle().merge(unit.patch(resources));
    }

    private static Result update(Lab lab, String... flags) {
        List<String> words = new ArrayList<>(List.of("update"));
        words.addAll(List.of(flags));
        words.add(lab.id());
        return lab.runtime(words.toArray(String[]::new)).run();
    }

    private static Map<String, String> limits(Unit unit) throws IOException {
        Map<String, String> limits = new LinkedHashMap<>();
        for (String file : FILES) {
            limits.put(file, unit.read(file));
        }
        return limits;
    }

    private static void reload(Lab lab) {
        lab.host("systemctl", "daemon-reload").run().ok();
    }

    @Test
    void changedLimitsAreTheUnitsAndOutliveAReload(Lab lab) throws IOException {
        Unit unit = new Unit(lab);
        bundle(lab, unit, "{\"memory\":{\"limit\":33554432},\"pids\":{\"limit\":11}}").boot();
        update(
                        lab,
                        "--memory=64m",
                        "--memory-reservation=32m",
                        "--memory-swap=128m",
                        "--cpu-quota=20000",
                        "--cpu-period=50000",
                        "--cpu-share=512",
                        "--cpuset-cpus=0",
                        "--cpuset-mems=0",
                        "--pids-limit=21")
                .ok();
        Map<String, String> changed = limits(unit);
        assertThat(changed)
                .containsEntry("memory.max", "67108864")
                .containsEntry("memory.low", "33554432")
                .containsEntry("memory.swap.max", "67108864")
                .containsEntry("cpu.max", "20000 50000")
                .containsEntry("cpuset.cpus", "0")
                .containsEntry("cpuset.mems", "0")
                .containsEntry("pids.max", "21");
        assertThat(changed.get("cpu.weight")).isIn("20", "59");
        assertThat(unit.show("MemoryMax")).isEqualTo("67108864");
        assertThat(unit.show("MemoryLow")).isEqualTo("33554432");
        assertThat(unit.show("MemorySwapMax")).isEqualTo("67108864");
        assertThat(unit.show("CPUQuotaPerSecUSec")).isEqualTo("400ms");
        assertThat(unit.show("CPUWeight")).isEqualTo(changed.get("cpu.weight"));
        assertThat(unit.show("AllowedCPUs")).isEqualTo("0");
        assertThat(unit.show("AllowedMemoryNodes")).isEqualTo("0");
        assertThat(unit.show("TasksMax")).isEqualTo("21");
        reload(lab);
        assertThat(limits(unit)).isEqualTo(changed);
    }

    @Test
    void limitsThatAreTakenBackStayAway(Lab lab) throws IOException {
        Unit unit = new Unit(lab);
        bundle(
                        lab,
                        unit,
                        """
                        {"memory":{"limit":67108864,"swap":67108864},"pids":{"limit":17},
                         "cpu":{"quota":20000,"period":100000}}
                        """)
                .boot();
        update(lab, "--memory=-1", "--memory-swap=-1", "--pids-limit=-1", "--cpu-quota=-1").ok();
        reload(lab);
        assertThat(limits(unit))
                .containsEntry("memory.max", "max")
                .containsEntry("memory.swap.max", "max")
                .containsEntry("pids.max", "max")
                .containsEntry("cpu.max", "max 100000");
    }

    @Tag("carafe") // runc has the flags since 1.2
    @Test
    void idleAndBurstOutliveAReload(Lab lab) throws IOException {
        Unit unit = new Unit(lab);
        bundle(lab, unit, "{\"cpu\":{\"quota\":50000,\"period\":100000}}").boot();
        update(lab, "--cpu-idle=1", "--cpu-burst=10000").ok();
        reload(lab);
        assertThat(limits(unit))
                .containsEntry("cpu.idle", "1")
                .containsEntry("cpu.max", "50000 100000")
                .containsEntry("cpu.max.burst", "10000");
        update(lab, "--cpu-idle=0", "--cpu-share=1024").ok();
        reload(lab);
        assertThat(limits(unit))
                .containsEntry("cpu.idle", "0")
                .containsEntry("cpu.weight", "100")
                .containsEntry("cpu.max.burst", "10000");
    }

    /** No driver has these minor numbers: opening one that is allowed says so. */
    @Test
    void devicesStayAsTheyAre(Lab lab) {
        Bundle bundle =
                bundle(
                                lab,
                                new Unit(lab),
                                """
                                {"devices":[{"allow":false,"access":"rwm"},
                                 {"allow":true,"type":"c","major":10,"minor":250,"access":"rw"}]}
                                """)
                        .add("/linux/devices", Unit.device("lent", 250))
                        .add("/linux/devices", Unit.device("kept", 251))
                        .shell(
                                "echo up; until [ -e /go ]; do sleep 0.1; done; cat /dev/lent;"
                                        + " cat /dev/kept; echo end; sleep 1000");
        Container container = bundle.create();
        container.start().ok();
        container.awaitOut("up");
        update(lab, "--memory=64m", "--pids-limit=21").ok();
        reload(lab);
        lab.host("touch", bundle.rootfs().resolve("go").toString()).run().ok();
        container.awaitOut("end");
        assertThat(container.err())
                .contains("'/dev/lent': No such device")
                .contains("'/dev/kept': Operation not permitted");
    }

    @Tag("carafe")
    @Test
    void refusedChangeIsNeitherTheUnitsNorTheFiles(Lab lab) throws IOException {
        Unit unit = new Unit(lab);
        bundle(lab, unit, "{\"memory\":{\"limit\":67108864},\"pids\":{\"limit\":17}}").boot();
        Map<String, String> before = limits(unit);
        update(lab, "--memory=128m", "--pids-limit=18", "--cpuset-cpus=9999")
                .refused("--cpuset-cpus");
        assertThat(limits(unit)).isEqualTo(before);
        reload(lab);
        assertThat(limits(unit)).isEqualTo(before);
        assertThat(unit.show("MemoryMax")).isEqualTo("67108864");
        assertThat(unit.show("TasksMax")).isEqualTo("17");
    }
}
