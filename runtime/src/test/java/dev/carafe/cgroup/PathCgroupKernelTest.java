package dev.carafe.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.CgroupMode;
import dev.carafe.linux.Errno;
import dev.carafe.linux.HostFacts;
import dev.carafe.linux.HostFactsProbe;
import dev.carafe.linux.Signals;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.resources.Cpu;
import dev.carafe.spec.resources.DeviceRule;
import dev.carafe.spec.resources.Memory;
import dev.carafe.spec.resources.Pids;
import dev.carafe.spec.resources.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On the running kernel, as root; every cgroup is removed again. */
class PathCgroupKernelTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String NAME = "/carafe-test-" + ProcessHandle.current().pid();
    private static final Resources DENY_DEVICES =
            resources(
                    List.of(new DeviceRule(false, DeviceRule.Type.ALL, null, null, "rwm")),
                    null,
                    null,
                    null);

    private final List<Process> processes = new ArrayList<>();
    private final List<Cgroup> cgroups = new ArrayList<>();
    private HostFacts facts;
    private CgroupDriver driver;

    @BeforeEach
    void probe() {
        facts = new HostFactsProbe().probe((int) ProcessHandle.current().pid());
        assumeTrue(
                facts.uid() == 0 && !facts.inUserNamespace(),
                "cgroups of the kernel are only made as root");
        driver = CgroupDriver.byPath(facts, false, NoSystemd.NONE);
    }

    @AfterEach
    void cleanUp() throws Exception {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
        for (Cgroup cgroup : cgroups) {
            cgroup.thaw();
            cgroup.delete(PATIENCE);
        }
    }

    private static void unexpected(Problem warning) {
        throw new AssertionError(warning.toString());
    }

    private static Resources resources(
            List<DeviceRule> devices,
            @Nullable Memory memory,
            @Nullable Cpu cpu,
            @Nullable Pids pids) {
        return new Resources(devices, memory, cpu, pids, null, List.of(), null, Map.of(), Map.of());
    }

    private Cgroup create(Resources resources) {
        Cgroup cgroup =
                driver.create(
                        driver.resolve(NAME, "unused", Map.of()),
                        resources,
                        List.of(),
                        PathCgroupKernelTest::unexpected);
        cgroups.add(cgroup);
        return cgroup;
    }

    private Process join(Cgroup cgroup, String command) throws Exception {
        StringBuilder script = new StringBuilder();
        for (Path path : cgroup.directories().distinct()) {
            script.append("echo $$ > ").append(path).append("/cgroup.procs && ");
        }
        Process process = new ProcessBuilder("sh", "-c", script + "echo in && " + command).start();
        processes.add(process);
        assertThat(process.inputReader().readLine()).isEqualTo("in");
        return process;
    }

    private String read(Cgroup cgroup, String controller, String v1, String v2) throws IOException {
        Path directory =
                facts.cgroups().mode() == CgroupMode.V2
                        ? cgroup.directories().v2().orElseThrow()
                        : CgroupPaths.required(cgroup.directories(), controller);
        String file = facts.cgroups().mode() == CgroupMode.V2 ? v2 : v1;
        return Files.readString(directory.resolve(file)).strip();
    }

    @Test
    void limitsReachTheKernel() throws Exception {
        Memory memory = new Memory(64L << 20, null, 128L << 20, null, null, null, null, null, null);
        Cpu cpu = new Cpu(512L, 20_000L, null, 50_000L, null, null, "0", null, null);
        Cgroup cgroup = create(resources(List.of(), memory, cpu, new Pids(7L)));
        assertThat(read(cgroup, "memory", "memory.limit_in_bytes", "memory.max"))
                .isEqualTo(Long.toString(64L << 20));
        assertThat(read(cgroup, "pids", "pids.max", "pids.max")).isEqualTo("7");
        assertThat(read(cgroup, "cpuset", "cpuset.cpus", "cpuset.cpus")).isEqualTo("0");
        assertThat(read(cgroup, "cpu", "cpu.shares", "cpu.weight")).isIn("512", "59");
        assertThat(read(cgroup, "cpu", "cpu.cfs_quota_us", "cpu.max")).isIn("20000", "20000 50000");
    }

    @Test
    void limitsCanBeRaisedAndLowered() throws Exception {
        Cgroup cgroup = create(memory(64L << 20, 64L << 20));
        cgroup.update(memory(256L << 20, 512L << 20), before -> {});
        cgroup.update(memory(32L << 20, 32L << 20), before -> {});
        assertThat(read(cgroup, "memory", "memory.limit_in_bytes", "memory.max"))
                .isEqualTo(Long.toString(32L << 20));
        cgroup.update(memory(-1L, -1L), before -> {});
        cgroup.update(resources(List.of(), null, null, new Pids(-1L)), before -> {});
        assertThat(read(cgroup, "pids", "pids.max", "pids.max")).isEqualTo("max");
    }

    private static Resources memory(long limit, long swap) {
        return resources(
                List.of(),
                new Memory(limit, null, swap, null, null, null, null, null, null),
                null,
                null);
    }

    @Test
    void valueThatTheKernelRefusesIsReportedWithItsPropertyAndNothingIsLeft() {
        Cpu cpu = new Cpu(null, null, null, null, null, null, "4096", null, null);
        CgroupPlan plan = driver.resolve(NAME + "/deep/er", "unused", Map.of());
        assertThatExceptionOfType(CgroupException.class)
                .isThrownBy(() ->
                        driver.create(
                                plan,
                                resources(List.of(), null, cpu, null),
                                List.of(),
                                PathCgroupKernelTest::unexpected))
                .matches(e -> e.pointer().equals("/linux/resources/cpu/cpus"))
                .withMessageMatching("write 4096 to .*/deep/er/cpuset.cpus: .* \\(E[A-Z]+\\)");
        assertThat(plan.missing()).isNotEmpty().noneMatch(Files::exists);
    }

    @Test
    void devicesAreDeniedExceptForTheDefaults() throws Exception {
        Cgroup cgroup = create(DENY_DEVICES);
        assertThat(run(cgroup, "head -c1 /dev/zero >/dev/null")).isZero();
        assertThat(run(cgroup, ": </dev/kmsg")).isNotZero();
        assertThat(run(cgroup, "mknod /tmp/carafe-test-$$ c 10 229 && rm /tmp/carafe-test-$$"))
                .isZero();
    }

    private int run(Cgroup cgroup, String command) throws Exception {
        return join(cgroup, command + " 2>/dev/null").waitFor();
    }

    @Test
    void deviceProgramFiltersInTheVersion2Hierarchy() throws Exception {
        Cgroup cgroup = create(DENY_DEVICES);
        assumeTrue(cgroup.directories().v2().isPresent(), "no cgroup v2 hierarchy is mounted");
        Path directory = cgroup.directories().v2().get();
        if (facts.cgroups().mode() != CgroupMode.V2) {
            // Only the version 1 controller has rules so far: open it, so that the program decides.
            Path v1 = CgroupPaths.required(cgroup.directories(), "devices");
            CgroupFiles.write(v1, "devices.allow", "a", "");
        }
        Devices devices = new Devices.V2(directory, false, false);
        devices.apply(DeviceRules.complete(List.of(), List.of()));
        assertThat(run(cgroup, "head -c1 /dev/zero >/dev/null")).isZero();
        assertThat(run(cgroup, ": </dev/kmsg")).isNotZero();
        devices.apply(List.of(new DeviceRule(true, DeviceRule.Type.ALL, null, null, "rwm")));
        assertThat(run(cgroup, ": </dev/kmsg")).isZero();
    }

    @Test
    void killReachesEveryProcessOfTheTree() throws Exception {
        Cgroup cgroup = create(DENY_DEVICES);
        Process parent = join(cgroup, "sleep 100 & sleep 100 & exec sleep 100");
        assertThat(cgroup.processes()).contains((int) parent.pid());
        cgroup.kill(Signals.SIGKILL);
        assertThat(parent.waitFor(5, TimeUnit.SECONDS)).isTrue();
        cgroup.delete(PATIENCE);
        assertThat(cgroup.directories().distinct()).noneMatch(Files::exists);
        assertThat(cgroup.processes()).isEmpty();
        cgroup.kill(Signals.SIGKILL);
        cgroup.kill(Signals.SIGTERM);
    }

    @Test
    void otherSignalsReachEveryProcessAndLeaveThemThawed() throws Exception {
        Cgroup cgroup = create(DENY_DEVICES);
        Process parent = join(cgroup, "sleep 100 & exec sleep 100");
        cgroup.kill(Signals.SIGTERM);
        assertThat(parent.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(parent.exitValue()).isEqualTo(128 + Signals.SIGTERM);
        cgroup.delete(PATIENCE);
    }

    @Test
    void frozenGroupIsKilledToo() throws Exception {
        Cgroup cgroup = create(DENY_DEVICES);
        Process process = join(cgroup, "exec sleep 100");
        assertThat(cgroup.isFrozen()).isFalse();
        cgroup.freeze();
        assertThat(cgroup.isFrozen()).isTrue();
        cgroup.kill(Signals.SIGKILL);
        assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void groupThatTheContainerHasFrozenBelowIsKilledToo() throws Exception {
        Cgroup cgroup = create(DENY_DEVICES);
        Freezer freezer = Freezer.of(cgroup.directories()).orElseThrow();
        Path below = Files.createDirectory(freezer.directory().resolve("a"));
        Process process = join(cgroup, "echo $$ > " + below + "/cgroup.procs; exec sleep 100");
        boolean isV1 = cgroup.directories().v1().containsKey("freezer");
        CgroupDirectories inner =
                isV1
                        ? new CgroupDirectories(Map.of("freezer", below), Optional.empty())
                        : new CgroupDirectories(Map.of(), Optional.of(below));
        Freezer.of(inner).orElseThrow().freeze();
        assertThat(cgroup.isFrozen()).isFalse();
        cgroup.kill(Signals.SIGKILL);
        assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void groupWithProcessesIsNotTakenOver() throws Exception {
        Cgroup cgroup = create(DENY_DEVICES);
        join(cgroup, "exec sleep 100");
        assertThatExceptionOfType(CgroupException.class)
                .isThrownBy(() ->
                        driver.create(
                                driver.resolve(NAME, "unused", Map.of()),
                                null,
                                List.of(),
                                PathCgroupKernelTest::unexpected))
                .withMessageContaining("container's cgroup is not empty: 1 process(es) found");
        assertThat(cgroup.directories().distinct()).allMatch(Files::exists);
    }

    @Test
    void deleteGivesUpOnProcessesThatStayAndTakesSubGroupsWithIt() throws Exception {
        Cgroup cgroup = create(DENY_DEVICES);
        for (Path directory : cgroup.directories().distinct()) {
            Files.createDirectories(directory.resolve("a/b"));
        }
        join(cgroup, "exec sleep 100");
        assertThatExceptionOfType(CgroupException.class)
                .isThrownBy(() -> cgroup.delete(Duration.ofMillis(50)))
                .matches(e -> e.errno().filter(n -> n == Errno.EBUSY).isPresent());
        cgroup.kill(Signals.SIGKILL);
        cgroup.delete(PATIENCE);
        assertThat(cgroup.directories().distinct()).noneMatch(Files::exists);
    }

    @Test
    void aGroupIsRemovedWithoutLookingForProcessesOnlyWhenThereAreNone() throws Exception {
        Cgroup cgroup = create(DENY_DEVICES);
        Process process = join(cgroup, "exec sleep 100");
        assertThat(cgroup.deleteIfUnused()).isFalse();
        assertThat(cgroup.processes()).containsExactly((int) process.pid());
        process.destroyForcibly().waitFor();
        assertThat(cgroup.deleteIfUnused()).isTrue();
        assertThat(cgroup.directories().distinct()).noneMatch(Files::exists);
    }

    @Test
    void processesInGroupsThatTheContainerMadeAreFound() throws Exception {
        Cgroup cgroup = create(DENY_DEVICES);
        Path below = cgroup.directories().distinct().getLast().resolve("a/b");
        Files.createDirectories(below);
        Process process = join(cgroup, "echo $$ > " + below + "/cgroup.procs; exec sleep 100");
        assertThat(cgroup.deleteIfUnused()).isFalse();
        assertThat(cgroup.processes()).containsExactly((int) process.pid());
    }
}
