package dev.carafe.conformance.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Leaks;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --systemd-cgroup}: limits that are systemd's as well as the kernel's. */
@Tag("vm")
@Conformance
class SystemdCgroupTest {

    private static final String LIMITS =
            """
            {"memory":{"limit":67108864,"reservation":33554432,"swap":134217728},
             "cpu":{"shares":512,"quota":25000,"period":50000,"cpus":"0"},"pids":{"limit":42},
             "unified":{"memory.high":"60000000","memory.min":"4194304"}}
            """;

    /** No driver has these minor numbers: opening one that is allowed says so. */
    private static final String DEVICES =
            """
            {"devices":[{"allow":false,"access":"rwm"},
             {"allow":true,"type":"c","major":10,"minor":250,"access":"rw"}]}
            """;

    @BeforeEach
    void needSystemd() {
        Host.needSystemd();
    }

    private static Bundle bundle(Lab lab, Unit unit, String resources) {
        lab.flag("--systemd-cgroup");
        return lab.bundle().merge(unit.patch(resources));
    }

    @Test
    void initIsInAScopeOfTheSlice(Lab lab) throws IOException {
        Host.needUnified();
        Unit unit = new Unit(lab, "machine.slice", lab.id());
        Container container = bundle(lab, unit, "{}").boot();
        assertThat(Files.readString(Path.of("/proc/" + container.pid() + "/cgroup")).strip())
                .isEqualTo("0::/machine.slice/" + unit.scope());
        assertThat(unit.show("Slice")).isEqualTo("machine.slice");
        assertThat(unit.show("Delegate")).isEqualTo("yes");
        assertThat(unit.isActive()).isTrue();
    }

    @Test
    void sliceIsInsideOfThoseThatItsNameSays(Lab lab) {
        Unit unit = new Unit(lab, "machine-carafe-lab.slice", lab.id());
        bundle(lab, unit, "{}").boot();
        assertThat(unit.directory().getParent())
                .endsWithRaw(
                        Path.of("machine.slice/machine-carafe.slice/machine-carafe-lab.slice"));
    }

    @Test
    void withoutAPathTheScopeHasTheContainersName(Lab lab) throws IOException {
        Host.needUnified();
        lab.flag("--systemd-cgroup");
        Container container = lab.bundle().boot();
        assertThat(Files.readString(Path.of("/proc/" + container.pid() + "/cgroup")).strip())
                .startsWith("0::/system.slice/")
                .endsWith("-" + lab.id() + ".scope");
    }

    @Test
    void limitsAreTheUnitsAsWell(Lab lab) throws IOException {
        Host.needUnified();
        Unit unit = new Unit(lab);
        bundle(lab, unit, LIMITS).boot();
        assertThat(unit.read("memory.max")).isEqualTo("67108864");
        assertThat(unit.show("MemoryMax")).isEqualTo("67108864");
        assertThat(unit.show("MemoryLow")).isEqualTo("33554432");
        assertThat(unit.show("CPUWeight")).isEqualTo(unit.read("cpu.weight"));
        assertThat(unit.read("cpu.max")).isEqualTo("25000 50000");
        assertThat(unit.show("CPUQuotaPerSecUSec")).isEqualTo("500ms");
        assertThat(unit.show("AllowedCPUs")).isEqualTo("0");
        assertThat(unit.read("pids.max")).isEqualTo("42");
        assertThat(unit.show("TasksMax")).isEqualTo("42");
    }

    @Test
    void reloadOfSystemdChangesNoLimit(Lab lab) throws IOException {
        Host.needUnified();
        Unit unit = new Unit(lab);
        bundle(lab, unit, LIMITS).boot();
        Map<String, String> before = limits(unit);
        lab.host("systemctl", "daemon-reload").run().ok();
        assertThat(limits(unit)).isEqualTo(before);
    }

    private static Map<String, String> limits(Unit unit) throws IOException {
        Map<String, String> limits = new LinkedHashMap<>();
        for (String file :
                List.of(
                        "memory.max",
                        "memory.low",
                        "memory.min",
                        "memory.high",
                        "memory.swap.max",
                        "cpu.weight",
                        "cpu.max",
                        "cpuset.cpus",
                        "pids.max")) {
            limits.put(file, unit.read(file));
        }
        return limits;
    }

    @Test
    void reloadOfSystemdGivesAndTakesNoDevice(Lab lab) {
        Bundle bundle =
                bundle(lab, new Unit(lab), DEVICES)
                        .add("/linux/devices", Unit.device("lent", 250))
                        .add("/linux/devices", Unit.device("kept", 251))
                        .shell(
                                "echo up; until [ -e /go ]; do sleep 0.1; done; cat /dev/lent;"
                                        + " cat /dev/kept; head -c1 /dev/zero >/dev/null && echo"
                                        + " zero; echo end; sleep 1000");
        Container container = bundle.create();
        container.start().ok();
        container.awaitOut("up");
        lab.host("systemctl", "daemon-reload").run().ok();
        lab.host("touch", bundle.rootfs().resolve("go").toString()).run().ok();
        container.awaitOut("end");
        assertThat(container.out()).contains("zero");
        assertThat(container.err())
                .contains("'/dev/lent': No such device")
                .contains("'/dev/kept': Operation not permitted");
    }

    @Test
    void annotationsAreTheUnitsProperties(Lab lab) {
        Unit unit = new Unit(lab);
        bundle(lab, unit, "{}")
                .merge(property("TimeoutStopSec", "123"))
                .merge(property("CollectMode", "'inactive-or-failed'"))
                .boot();
        assertThat(unit.show("TimeoutStopUSec")).isEqualTo("2min 3s");
        assertThat(unit.show("CollectMode")).isEqualTo("inactive-or-failed");
    }

    private static String property(String name, String value) {
        return "{\"annotations\":{\"org.systemd.property.%s\":\"%s\"}}".formatted(name, value);
    }

    @Test
    void annotationThatIsNoValueIsRefused(Lab lab) {
        bundle(lab, new Unit(lab), "{}")
                .merge(property("CollectMode", "['inactive'"))
                .tryCreate()
                .refused("org.systemd.property.CollectMode");
    }

    @Test
    void propertyThatSystemdDoesNotHaveIsRefusedByItsName(Lab lab) {
        Unit unit = new Unit(lab);
        bundle(lab, unit, "{}")
                .merge(property("NoSuchProperty", "true"))
                .tryCreate()
                .refused("NoSuchProperty");
        assertThat(unit.isActive()).isFalse();
        assertThat(Leaks.processes(lab)).isEmpty();
    }

    @Test
    void cgroupNamespaceBeginsAtTheScope(Lab lab) {
        Host.needUnified();
        Bundle bundle = bundle(lab, new Unit(lab), "{}").namespace("cgroup");
        assertThat(bundle.shell("cat /proc/self/cgroup").run().ok().out().strip())
                .isEqualTo("0::/");
    }

    @Test
    void deleteRemovesTheScope(Lab lab) {
        Unit unit = new Unit(lab);
        Container container = bundle(lab, unit, "{}").boot();
        Path directory = unit.directory();
        container.delete("--force").ok();
        assertThat(unit.isActive()).isFalse();
        assertThat(directory).doesNotExist();
    }

    @Test
    void nameIsFreeAgainAfterDelete(Lab lab) {
        Unit unit = new Unit(lab);
        Bundle bundle = bundle(lab, unit, "{}");
        for (int i = 0; i < 3; i++) {
            Container container = bundle.boot();
            assertThat(unit.isActive()).isTrue();
            container.delete("--force").ok();
        }
    }

    @Test
    void failedCreateLeavesNoScope(Lab lab) {
        Unit unit = new Unit(lab);
        bundle(lab, unit, "{}").args("no-such-program").tryCreate().refused();
        Poll.until("no scope", () -> !unit.isActive());
    }

    @Test
    void failedUnitMakesWay(Lab lab) {
        Host.needUnified();
        Unit unit = new Unit(lab);
        lab.host(
                        "systemd-run",
                        "--scope",
                        "--unit",
                        unit.scope(),
                        "--property=MemoryMax=4M",
                        "--property=MemorySwapMax=0",
                        "tail",
                        "/dev/zero")
                .run();
        Poll.until("a failed unit", () -> unit.show("ActiveState").equals("failed"));
        bundle(lab, unit, "{}").boot();
        assertThat(unit.isActive()).isTrue();
    }

    @Test
    void scopeOfAnotherContainerIsRefusedAndThatOneLivesOn(Lab lab) {
        Unit unit = new Unit(lab);
        Container first = bundle(lab, unit, "{}").boot();
        lab.bundle("other", lab.id("other")).merge(unit.patch("{}")).tryCreate().refused();
        assertThat(first.status()).isEqualTo("running");
        assertThat(unit.isActive()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/b", "a.slice:b", "a:b:c", "a--b.slice:p:n", "a/b.slice:p:n"})
    void pathThatNamesNoUnitIsRefused(String path, Lab lab) {
        lab.flag("--systemd-cgroup");
        lab.bundle()
                .merge("{\"linux\":{\"cgroupsPath\":\"%s\"}}".formatted(path))
                .tryCreate()
                .refused("slice");
        assertThat(Leaks.processes(lab)).isEmpty();
    }

    @Test
    void commandsAfterCreateNeedNoFlag(Lab lab) {
        Unit unit = new Unit(lab);
        Bundle bundle = lab.bundle().merge(unit.patch("{}")).staying().write();
        String directory = bundle.directory().toString();
        Running create =
                lab.runtime("--systemd-cgroup", "create", "--bundle", directory, lab.id()).start();
        create.await().ok();
        Container container = lab.container(lab.id());
        container.start().ok();
        assertThat(container.status()).isEqualTo("running");
        container.delete("--force").ok();
        assertThat(unit.isActive()).isFalse();
    }

    @Tag("carafe")
    @Test
    void killedClientLeavesNoScope(Lab lab) {
        Unit unit = new Unit(lab);
        Path sign = lab.directory().resolve("held");
        Bundle bundle =
                bundle(lab, unit, "{}")
                        .staying()
                        .merge(
                                "{\"hooks\":{\"prestart\":[{\"path\":\"/bin/sh\",\"args\":[\"sh\",\"-c\",\"touch %s; exec sleep 1000\"]}]}}"
                                        .formatted(sign));
        Running create = bundle.operation("create").start();
        Poll.until("the hook", () -> Files.exists(sign));
        assertThat(unit.isActive()).isTrue();
        create.signal("KILL");
        create.await();
        Poll.until("no scope", () -> !unit.isActive());
        Poll.until("no state", () -> Leaks.stateFiles(lab).isEmpty());
    }
}
