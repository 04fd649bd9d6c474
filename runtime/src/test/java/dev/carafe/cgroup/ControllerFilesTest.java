package dev.carafe.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.resources.BlockIo;
import dev.carafe.spec.resources.HugepageLimit;
import dev.carafe.spec.resources.InterfacePriority;
import dev.carafe.spec.resources.Network;
import dev.carafe.spec.resources.Rdma;
import dev.carafe.spec.resources.Resources;
import dev.carafe.spec.resources.ThrottleDevice;
import dev.carafe.spec.resources.WeightDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Block I/O, huge page, network and RDMA limits, on trees of ordinary files. */
class ControllerFilesTest {
    private static final BlockIo NOTHING =
            new BlockIo(0, null, List.of(), List.of(), List.of(), List.of(), List.of());

    @TempDir private Path tree = Path.of("");
    private final List<Problem> warnings = new ArrayList<>();

    @AfterEach
    void noWarnings() {
        assertThat(warnings).isEmpty();
    }

    private static BlockIo weights(
            @Nullable Integer weight, @Nullable Integer leafWeight, WeightDevice... devices) {
        return new BlockIo(
                weight, leafWeight, List.of(devices), List.of(), List.of(), List.of(), List.of());
    }

    private static BlockIo throttles() {
        return new BlockIo(
                null,
                null,
                List.of(),
                List.of(new ThrottleDevice(8, 0, 1)),
                List.of(new ThrottleDevice(8, 16, 2)),
                List.of(new ThrottleDevice(9, 0, -1)),
                List.of(new ThrottleDevice(9, 1, 0)));
    }

    private static Resources resources(
            @Nullable BlockIo io,
            List<HugepageLimit> pages,
            @Nullable Network network,
            Map<String, Rdma> rdma) {
        return new Resources(List.of(), null, null, null, io, pages, network, rdma, Map.of());
    }

    private static Resources resources(BlockIo io) {
        return resources(io, List.of(), null, Map.of());
    }

    private void files(String... names) throws IOException {
        for (String name : names) {
            Files.writeString(tree.resolve(name), "");
        }
    }

    /** All controllers of version 1 in one directory. */
    private void version1(Resources resources) {
        Map<String, Path> all =
                Map.of(
                        "blkio",
                        tree,
                        "hugetlb",
                        tree,
                        "net_cls",
                        tree,
                        "net_prio",
                        tree,
                        "rdma",
                        tree);
        new Limits(new CgroupDirectories(all, Optional.empty()), warnings).apply(resources);
    }

    private void version2(Resources resources) {
        new Limits(new CgroupDirectories(Map.of(), Optional.of(tree)), warnings).apply(resources);
    }

    private String read(String name) throws IOException {
        return Files.readString(tree.resolve(name));
    }

    private void assertRefused(Runnable action, String pointer, String message) {
        assertThatExceptionOfType(CgroupException.class)
                .isThrownBy(action::run)
                .withMessageContaining(message)
                .matches(e -> e.pointer().equals(pointer), "points to " + pointer);
    }

    @Test
    void nothingIsWrittenForLimitsThatLimitNothing() {
        version1(resources(NOTHING, List.of(), new Network(0L, List.of()), Map.of()));
        version2(resources(NOTHING, List.of(), new Network(0L, List.of()), Map.of()));
        assertThat(tree).isEmptyDirectory();
    }

    @Test
    void version1WeightsGoToTheSchedulerThatIsThere() throws IOException {
        files("blkio.bfq.weight", "blkio.bfq.weight_device");
        version1(resources(weights(500, null, new WeightDevice(8, 0, 300, null))));
        assertThat(read("blkio.bfq.weight")).isEqualTo("500");
        assertThat(read("blkio.bfq.weight_device")).isEqualTo("8:0 300");
        files("blkio.weight", "blkio.weight_device", "blkio.leaf_weight_device");
        version1(resources(weights(600, null, new WeightDevice(8, 0, 300, 200))));
        assertThat(read("blkio.weight")).isEqualTo("600");
        assertThat(read("blkio.weight_device")).isEqualTo("8:0 300");
        assertThat(read("blkio.leaf_weight_device")).isEqualTo("8:0 200");
    }

    @Test
    void version1WeightWithoutASchedulerForItIsRefused() {
        assertRefused(
                () -> version1(resources(weights(null, 10))),
                "/linux/resources/blockIO/leafWeight",
                "write 10 to " + tree.resolve("blkio.leaf_weight"));
        assertRefused(
                () -> version1(resources(weights(10, null))),
                "/linux/resources/blockIO/weight",
                "no I/O scheduler of this kernel");
    }

    @Test
    void version1ThrottlesHaveAFileEach() throws IOException {
        files(
                "blkio.throttle.read_bps_device",
                "blkio.throttle.write_bps_device",
                "blkio.throttle.read_iops_device",
                "blkio.throttle.write_iops_device");
        version1(resources(throttles()));
        assertThat(read("blkio.throttle.read_bps_device")).isEqualTo("8:0 1");
        assertThat(read("blkio.throttle.write_bps_device")).isEqualTo("8:16 2");
        assertThat(read("blkio.throttle.read_iops_device")).isEqualTo("9:0 18446744073709551615");
        assertThat(read("blkio.throttle.write_iops_device")).isEqualTo("9:1 0");
    }

    @Test
    void version2WeightsGoToTheBfqSchedulerAsTheyAre() throws IOException {
        files("io.bfq.weight", "io.weight");
        version2(resources(weights(500, null)));
        assertThat(read("io.bfq.weight")).isEqualTo("500");
        assertThat(read("io.weight")).isEmpty();
    }

    @Test
    void version2WeightsAreConvertedForIoWeight() throws IOException {
        files("io.weight");
        version2(resources(weights(1000, null)));
        assertThat(read("io.weight")).isEqualTo("10000");
        version2(resources(weights(null, null, new WeightDevice(8, 16, 10, null))));
        assertThat(read("io.weight")).isEqualTo("8:16 1");
    }

    @ParameterizedTest
    @CsvSource({"10,1", "100,910", "500,4950", "1000,10000"})
    void weightsAreConvertedAsInRunc(int weight, int converted) {
        assertThat(V2BlockIo.ioWeight(weight, "")).isEqualTo(converted);
    }

    @Test
    void version2RefusesWhatItCannotConvert() throws IOException {
        files("io.weight");
        assertRefused(
                () -> version2(resources(weights(9, null))),
                "/linux/resources/blockIO/weight",
                "must be from 10 to 1000, not 9");
        assertRefused(
                () -> version2(resources(weights(500, 10))),
                "/linux/resources/blockIO/leafWeight",
                "has no counterpart in cgroup v2");
        assertRefused(
                () -> version2(resources(weights(500, null, new WeightDevice(8, 0, 10, 10)))),
                "/linux/resources/blockIO/weightDevice/0/leafWeight",
                "has no counterpart in cgroup v2");
        assertThat(read("io.weight")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"rbps=1,8,0,1", "rbps=max,8,0,0", "rbps=18446744073709551615,7,1,-1"})
    void version2ThrottlesAreKeysOfOneFile(String key, long major, long minor, long rate)
            throws IOException {
        files("io.max");
        List<ThrottleDevice> devices = List.of(new ThrottleDevice(major, minor, rate));
        version2(
                resources(
                        new BlockIo(
                                null, null, List.of(), devices, List.of(), List.of(), List.of())));
        assertThat(read("io.max")).isEqualTo(major + ":" + minor + " " + key);
    }

    @Test
    void reservationsOfHugePagesAreLimitedWhereTheKernelCountsThem() throws IOException {
        files("hugetlb.2MB.limit_in_bytes", "hugetlb.2MB.rsvd.limit_in_bytes", "hugetlb.1GB.max");
        version1(resources(null, List.of(new HugepageLimit("2MB", 1L << 22)), null, Map.of()));
        assertThat(read("hugetlb.2MB.limit_in_bytes")).isEqualTo("4194304");
        assertThat(read("hugetlb.2MB.rsvd.limit_in_bytes")).isEqualTo("4194304");
        version2(resources(null, List.of(new HugepageLimit("1GB", -1)), null, Map.of()));
        assertThat(read("hugetlb.1GB.max")).isEqualTo("18446744073709551615");
    }

    @Test
    void unknownHugePageSizeIsRefused() throws IOException {
        Files.writeString(tree.resolve("cgroup.controllers"), "hugetlb");
        files("hugetlb.2MB.max");
        List<HugepageLimit> pages =
                List.of(new HugepageLimit("2MB", 1), new HugepageLimit("3MB", 1));
        assertRefused(
                () -> version2(resources(null, pages, null, Map.of())),
                "/linux/resources/hugepageLimits/1",
                "the kernel has no pages of 3MB");
    }

    @Test
    void networkClassAndPrioritiesAreWritten() throws IOException {
        files("net_cls.classid", "net_prio.ifpriomap");
        List<InterfacePriority> priorities = List.of(new InterfacePriority("eth0", 500));
        version1(resources(null, List.of(), new Network(1_048_577L, priorities), Map.of()));
        assertThat(read("net_cls.classid")).isEqualTo("1048577");
        assertThat(read("net_prio.ifpriomap")).isEqualTo("eth0 500");
    }

    @Test
    void networkIsRefusedWhereThereIsOnlyVersion2() {
        assertRefused(
                () -> version2(resources(null, List.of(), new Network(1L, List.of()), Map.of())),
                "/linux/resources/network/classID",
                "needs controller net_cls, which cgroup v2 does not have");
        List<InterfacePriority> priorities = List.of(new InterfacePriority("eth0", 500));
        assertRefused(
                () -> version2(resources(null, List.of(), new Network(null, priorities), Map.of())),
                "/linux/resources/network/priorities",
                "needs controller net_prio");
    }

    @Test
    void rdmaLimitsAreOneLineForADevice() throws IOException {
        files("rdma.max");
        version1(resources(null, List.of(), null, Map.of("mlx4_0", new Rdma(2L, 2000L))));
        assertThat(read("rdma.max")).isEqualTo("mlx4_0 hca_handle=2 hca_object=2000");
        files("rdma.max");
        version2(resources(null, List.of(), null, Map.of("rxe3", new Rdma(null, 7L))));
        assertThat(read("rdma.max")).isEqualTo("rxe3 hca_object=7");
    }
}
