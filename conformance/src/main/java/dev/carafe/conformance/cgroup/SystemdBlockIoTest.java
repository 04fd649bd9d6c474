package dev.carafe.conformance.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Throttles and weights of real block devices, in a scope of systemd's: as the kernel has them,
 * before and after systemd is reloaded, and as the unit's properties.
 */
@Tag("vm")
@Conformance
class SystemdBlockIoTest {

    @BeforeEach
    void needSystemdWithVersion2() {
        Host.needSystemd();
        Host.needUnified();
    }

    /** The number of the first disk that is as wanted, such as {@code 259:0}. */
    private static String disk(String what, Predicate<Path> wanted) throws IOException {
        try (Stream<Path> devices = Files.list(Path.of("/sys/block"))) {
            List<Path> disks =
                    devices.filter(path -> Files.exists(path.resolve("device")))
                            .filter(wanted)
                            .sorted()
                            .toList();
            assumeTrue(!disks.isEmpty(), "needs " + what);
            return Files.readString(disks.getFirst().resolve("dev")).strip();
        }
    }

    private static boolean hasBfq(Path disk) {
        return Host.text(disk.resolve("queue/scheduler").toString()).contains("[bfq]");
    }

    private static String device(String disk, String key, long value) {
        String[] numbers = disk.split(":", -1);
        return "[{\"major\":%s,\"minor\":%s,\"%s\":%d}]"
                .formatted(numbers[0], numbers[1], key, value);
    }

    private static Unit limited(Lab lab, String resources) {
        Unit unit = new Unit(lab);
        lab.flag("--systemd-cgroup");
        lab.bundle().merge(unit.patch(resources)).boot();
        return unit;
    }

    private static void update(Lab lab, String resources) {
        lab.runtime("update", "--resources=-", lab.id()).stdin(resources).run().ok();
    }

    /** What a file of the scope holds, which a reload of systemd must not change. */
    private static String lasting(Lab lab, Unit unit, String file) throws IOException {
        String before = unit.read(file);
        lab.host("systemctl", "daemon-reload").run().ok();
        assertThat(unit.read(file)).isEqualTo(before);
        return before;
    }

    @Test
    void throttlesOutliveAReload(Lab lab) throws IOException {
        String disk = disk("a disk", path -> true);
        Unit unit = throttled(lab, disk);
        assertThat(lasting(lab, unit, "io.max"))
                .isEqualTo(disk + " rbps=1048576 wbps=2097152 riops=300 wiops=400");
        update(
                lab,
                "{\"blockIO\":{\"throttleReadBpsDevice\":%s,\"throttleWriteIOPSDevice\":%s}}"
                        .formatted(device(disk, "rate", 5242880), device(disk, "rate", 0)));
        assertThat(lasting(lab, unit, "io.max"))
                .isEqualTo(disk + " rbps=5242880 wbps=2097152 riops=300 wiops=max");
    }

    private static Unit throttled(Lab lab, String disk) {
        return limited(
                lab,
                """
                {"blockIO":{"throttleReadBpsDevice":%s,"throttleWriteBpsDevice":%s,
                 "throttleReadIOPSDevice":%s,"throttleWriteIOPSDevice":%s}}
                """
                        .formatted(
                                device(disk, "rate", 1048576),
                                device(disk, "rate", 2097152),
                                device(disk, "rate", 300),
                                device(disk, "rate", 400)));
    }

    @Tag("carafe")
    @Test
    void throttlesAreTheUnits(Lab lab) throws IOException {
        String disk = disk("a disk", path -> true);
        Unit unit = throttled(lab, disk);
        String node = "/dev/block/" + disk;
        assertThat(unit.show("IOReadBandwidthMax")).isEqualTo(node + " 1048576");
        assertThat(unit.show("IOWriteBandwidthMax")).isEqualTo(node + " 2097152");
        assertThat(unit.show("IOReadIOPSMax")).isEqualTo(node + " 300");
        assertThat(unit.show("IOWriteIOPSMax")).isEqualTo(node + " 400");
        update(lab, "{\"unified\":{\"io.max\":\"%1$s rbps=max\\n%1$s riops=77\"}}".formatted(disk));
        assertThat(unit.show("IOReadBandwidthMax")).isEmpty();
        assertThat(unit.show("IOWriteBandwidthMax")).isEqualTo(node + " 2097152");
        assertThat(unit.show("IOReadIOPSMax")).isEqualTo(node + " 77");
        assertThat(lasting(lab, unit, "io.max"))
                .isEqualTo(disk + " rbps=max wbps=2097152 riops=77 wiops=400");
    }

    @Test
    void weightsOfBfqOutliveAReload(Lab lab) throws IOException {
        String disk = disk("a disk with the BFQ scheduler", SystemdBlockIoTest::hasBfq);
        String limits = "{\"blockIO\":{\"weight\":%d,\"weightDevice\":%s}}";
        Unit unit = limited(lab, limits.formatted(500, device(disk, "weight", 300)));
        assertThat(lasting(lab, unit, "io.bfq.weight").lines())
                .containsExactly("default 500", disk + " 300");
        update(lab, limits.formatted(77, device(disk, "weight", 1000)));
        assertThat(lasting(lab, unit, "io.bfq.weight").lines())
                .containsExactly("default 77", disk + " 1000");
    }

    @Test
    void weightOfUnifiedOutlivesAReload(Lab lab) throws IOException {
        Unit unit = limited(lab, "{\"unified\":{\"io.weight\":\"default 300\"}}");
        assertThat(lasting(lab, unit, "io.weight")).isEqualTo("default 300");
        update(lab, "{\"unified\":{\"io.weight\":\"default 400\"}}");
        assertThat(lasting(lab, unit, "io.weight")).isEqualTo("default 400");
        assertThat(unit.show("IOWeight")).isEqualTo("400");
    }
}
