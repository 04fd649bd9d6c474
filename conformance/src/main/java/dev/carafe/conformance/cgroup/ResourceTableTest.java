package dev.carafe.conformance.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The properties of linux.resources that fewer containers have, read back from the kernel. */
@Tag("vm")
@Conformance
class ResourceTableTest {

    private static Cgroup limited(Lab lab, String resources) {
        Cgroup cgroup = new Cgroup(lab);
        lab.bundle().merge(cgroup.patch(resources)).boot();
        return cgroup;
    }

    /** The number of a disk, as {@code "major":8,"minor":0}. */
    private static String[] disk() throws IOException {
        try (Stream<Path> devices = Files.list(Path.of("/sys/block"))) {
            List<Path> disks =
                    devices.filter(path -> Files.exists(path.resolve("device"))).sorted().toList();
            assumeTrue(!disks.isEmpty(), "needs a disk");
            return Files.readString(disks.getFirst().resolve("dev")).strip().split(":", -1);
        }
    }

    private static void needControllerV2(String name) throws IOException {
        assumeTrue(
                !Host.unified()
                        || Files.readString(Path.of("/sys/fs/cgroup/cgroup.controllers"))
                                .contains(name),
                "needs cgroup v2 controller " + name);
    }

    @ParameterizedTest
    @CsvSource({
        "throttleReadBpsDevice,blkio.throttle.read_bps_device,rbps",
        "throttleWriteBpsDevice,blkio.throttle.write_bps_device,wbps",
        "throttleReadIOPSDevice,blkio.throttle.read_iops_device,riops",
        "throttleWriteIOPSDevice,blkio.throttle.write_iops_device,wiops"
    })
    void blockDeviceIsThrottled(String property, String v1File, String v2Key, Lab lab)
            throws IOException {
        String[] disk = disk();
        Cgroup cgroup =
                limited(
                        lab,
                        "{\"blockIO\":{\"%s\":[{\"major\":%s,\"minor\":%s,\"rate\":1048576}]}}"
                                .formatted(property, disk[0], disk[1]));
        String limit = cgroup.read("blkio", v1File, "io.max");
        assertThat(limit).startsWith(disk[0] + ":" + disk[1] + " ");
        assertThat(limit).contains(Host.unified() ? v2Key + "=1048576" : " 1048576");
    }

    @Test
    void blockIoWeightIsWritten(Lab lab) throws IOException {
        assumeTrue(Host.unified() || hasV1Weight(lab), "needs a kernel with weights of block I/O");
        Cgroup cgroup = limited(lab, "{\"blockIO\":{\"weight\":500}}");
        Path directory = cgroup.directory("blkio");
        Path bfq = directory.resolve(Host.unified() ? "io.bfq.weight" : "blkio.bfq.weight");
        Path other = directory.resolve(Host.unified() ? "io.weight" : "blkio.weight");
        boolean isBfq = Files.exists(bfq);
        String weight = Files.readString(isBfq ? bfq : other).strip();
        String converted = Host.unified() && !isBfq ? "4950" : "500";
        assertThat(weight.replace("default ", "")).isEqualTo(converted);
    }

    /** The files are there once a scheduler that has weights is, and then not in the root. */
    private static boolean hasV1Weight(Lab lab) throws IOException {
        if (!Host.hasV1("blkio")) {
            return false;
        }
        Path probe = Files.createDirectory(Path.of("/sys/fs/cgroup/blkio", lab.id("probe")));
        try {
            return Files.exists(probe.resolve("blkio.bfq.weight"))
                    || Files.exists(probe.resolve("blkio.weight"));
        } finally {
            Files.delete(probe);
        }
    }

    @Test
    void leafWeightThatNoSchedulerHasIsRefused(Lab lab) {
        lab.bundle()
                .merge(new Cgroup(lab).patch("{\"blockIO\":{\"leafWeight\":500}}"))
                .tryCreate()
                .refused("leaf");
    }

    @Test
    void hugePagesAreLimited(Lab lab) throws IOException {
        needControllerV2("hugetlb");
        assertThat(hugePages(lab, "hugetlb.2MB.limit_in_bytes", "hugetlb.2MB.max"))
                .isEqualTo("4194304");
    }

    @Test
    void reservationsOfHugePagesAreLimited(Lab lab) throws IOException {
        needControllerV2("hugetlb");
        assertThat(hugePages(lab, "hugetlb.2MB.rsvd.limit_in_bytes", "hugetlb.2MB.rsvd.max"))
                .isEqualTo("4194304");
    }

    private static String hugePages(Lab lab, String v1File, String v2File) throws IOException {
        assumeTrue(Host.unified() || Host.hasV1("hugetlb"), "needs cgroup v1 controller hugetlb");
        String limits = "{\"hugepageLimits\":[{\"pageSize\":\"2MB\",\"limit\":4194304}]}";
        return limited(lab, limits).read("hugetlb", v1File, v2File);
    }

    @Test
    void hugePageSizeThatTheKernelDoesNotHaveIsRefused(Lab lab) {
        lab.bundle()
                .merge(
                        new Cgroup(lab)
                                .patch("{\"hugepageLimits\":[{\"pageSize\":\"3MB\",\"limit\":1}]}"))
                .tryCreate()
                .refused("hugetlb");
    }

    @Test
    void networkClassIsWritten(Lab lab) throws IOException {
        Host.needV1("net_cls");
        assertThat(
                        limited(lab, "{\"network\":{\"classID\":1048577}}")
                                .read("net_cls", "net_cls.classid", ""))
                .isEqualTo("1048577");
    }

    @Test
    void networkPriorityIsWritten(Lab lab) throws IOException {
        Host.needV1("net_prio");
        String network = "{\"network\":{\"priorities\":[{\"name\":\"lo\",\"priority\":5}]}}";
        assertThat(limited(lab, network).read("net_prio", "net_prio.ifpriomap", ""))
                .contains("lo 5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"classID\":1", "\"priorities\":[{\"name\":\"lo\",\"priority\":5}]"})
    void networkIsRefusedWithoutItsControllers(String network, Lab lab) {
        assumeTrue(
                !Host.hasV1("net_cls") && !Host.hasV1("net_prio"),
                "needs a machine without net_cls and net_prio");
        lab.bundle()
                .merge(new Cgroup(lab).patch("{\"network\":{%s}}".formatted(network)))
                .tryCreate()
                .refused("net_", "network");
    }

    @Test
    void rdmaLimitOfAMissingDeviceIsRefused(Lab lab) {
        lab.bundle()
                .merge(new Cgroup(lab).patch("{\"rdma\":{\"none0\":{\"hcaHandles\":3}}}"))
                .tryCreate()
                .refused("rdma");
    }

    @Test
    void pidsLimitOfZeroIsALimit(Lab lab) {
        // With 1, a group that has one process already can have no other one either.
        Result result =
                lab.bundle()
                        .merge(new Cgroup(lab).patch("{\"pids\":{\"limit\":0}}"))
                        .shell("(echo made); echo tried")
                        .run();
        assertThat(result.err()).contains("fork");
        assertThat(result.out()).doesNotContain("made");
    }

    @Test
    void swappinessIsWritten(Lab lab) throws IOException {
        Host.needV1("memory");
        assertThat(
                        limited(lab, "{\"memory\":{\"swappiness\":7}}")
                                .read("memory", "memory.swappiness", ""))
                .isEqualTo("7");
    }

    @Test
    void oomKillerIsDisabled(Lab lab) throws IOException {
        Host.needV1("memory");
        String memory = "{\"memory\":{\"limit\":67108864,\"disableOOMKiller\":true}}";
        assertThat(limited(lab, memory).read("memory", "memory.oom_control", ""))
                .contains("oom_kill_disable 1");
    }

    @Test
    void kernelMemoryLimitsAreAccepted(Lab lab) throws IOException {
        String memory =
                "{\"memory\":{\"limit\":67108864,\"kernel\":33554432,\"kernelTCP\":33554432}}";
        assertThat(limited(lab, memory).read("memory", "memory.limit_in_bytes", "memory.max"))
                .isEqualTo("67108864");
    }

    @Test
    void cpuBurstIsWritten(Lab lab) throws IOException {
        String cpu = "{\"cpu\":{\"quota\":50000,\"period\":100000,\"burst\":20000}}";
        assertThat(limited(lab, cpu).read("cpu", "cpu.cfs_burst_us", "cpu.max.burst"))
                .isEqualTo("20000");
    }

    @Test
    void realTimeIsWritten(Lab lab) throws IOException {
        Host.needV1("cpu");
        assumeTrue(
                Files.exists(Path.of("/sys/fs/cgroup/cpu/cpu.rt_runtime_us")),
                "needs a kernel with real-time scheduling of groups");
        Cgroup cgroup =
                limited(lab, "{\"cpu\":{\"realtimeRuntime\":1000,\"realtimePeriod\":500000}}");
        assertThat(cgroup.read("cpu", "cpu.rt_runtime_us", "")).isEqualTo("1000");
        assertThat(cgroup.read("cpu", "cpu.rt_period_us", "")).isEqualTo("500000");
    }

    @Test
    void idleIsWritten(Lab lab) throws IOException {
        assertThat(limited(lab, "{\"cpu\":{\"idle\":1}}").read("cpu", "cpu.idle", "cpu.idle"))
                .isEqualTo("1");
    }

    @Test
    void unifiedFilesAreWrittenAndOverrideOtherLimits(Lab lab) throws IOException {
        Host.needUnified();
        String disk = String.join(":", disk());
        Cgroup cgroup =
                limited(
                        lab,
                        "{\"pids\":{\"limit\":20},\"unified\":{\"pids.max\":\"19\",\"memory.high\":\"67108864\",\"io.max\":\"%1$s rbps=1048576\\n%1$s wbps=2097152\"}}"
                                .formatted(disk));
        assertThat(cgroup.read("pids", "", "pids.max")).isEqualTo("19");
        assertThat(cgroup.read("memory", "", "memory.high")).isEqualTo("67108864");
        assertThat(cgroup.read("io", "", "io.max"))
                .isEqualTo(disk + " rbps=1048576 wbps=2097152 riops=max wiops=max");
    }

    @Test
    void unifiedIsRefusedForAControllerThatIsNotThere(Lab lab) {
        // On version 1 the whole property, or this controller, is not to be had.
        lab.bundle()
                .merge(new Cgroup(lab).patch("{\"unified\":{\"hugewave.max\":\"1\"}}"))
                .tryCreate()
                .refused("hugewave", "unified");
    }

    @Test
    void unifiedIsRefusedOnVersion1(Lab lab) {
        Host.needV1("memory");
        lab.bundle()
                .merge(new Cgroup(lab).patch("{\"unified\":{\"memory.high\":\"67108864\"}}"))
                .tryCreate()
                .refused("unified", "memory is not available");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../memory.max", "..", "a/memory.max"})
    void unifiedNamesNothingOutsideOfTheCgroup(String file, Lab lab) {
        lab.bundle()
                .merge(new Cgroup(lab).patch("{\"unified\":{\"%s\":\"1\"}}".formatted(file)))
                .tryCreate()
                .refused();
    }

    @Test
    @Tag("carafe")
    void errorHasTheValueTheFileTheErrnoAndTheProperty(Lab lab) {
        assertThat(
                        lab.bundle()
                                .merge(
                                        new Cgroup(lab)
                                                .patch(
                                                        "{\"blockIO\":{\"throttleReadBpsDevice\":[{\"major\":4000,\"minor\":1,\"rate\":5}]}}"))
                                .tryCreate()
                                .refused("throttle")
                                .err())
                .containsPattern(
                        "line \\d+: /linux/resources/blockIO/throttleReadBpsDevice/0: write 4000:1 (rbps=)?5 to /sys/fs/cgroup/.*\\(ENODEV\\)");
    }

    @Test
    @Tag("carafe")
    void missingControllerIsNamedWithTheProperty(Lab lab) throws IOException {
        needNoRdma();
        assertThat(
                        lab.bundle()
                                .merge(
                                        new Cgroup(lab)
                                                .patch("{\"rdma\":{\"a\":{\"hcaObjects\":1}}}"))
                                .tryCreate()
                                .refused("rdma")
                                .err())
                .contains("/linux/resources/rdma: ");
    }

    private static void needNoRdma() throws IOException {
        boolean isThere =
                Host.unified()
                        ? Files.readString(Path.of("/sys/fs/cgroup/cgroup.controllers"))
                                .contains("rdma")
                        : Host.hasV1("rdma");
        assumeTrue(!isThere, "needs a machine without the rdma controller");
    }

    @Test
    @Tag("carafe")
    void propertyWithoutEffectIsWarnedAbout(Lab lab) {
        Path log = lab.directory().resolve("log");
        lab.bundle().merge(new Cgroup(lab).patch("{\"memory\":{\"kernel\":33554432}}")).write();
        lab.runtime(
                        "--log",
                        log.toString(),
                        "create",
                        "--bundle",
                        lab.directory().resolve("bundle").toString(),
                        lab.id())
                .run()
                .ok();
        assertThat(log).content().contains("/linux/resources/memory/kernel: has no effect");
    }
}
