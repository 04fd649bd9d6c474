package dev.carafe.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.systemd.UnitProperty;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitBlockIoTest {
    private static List<String> properties(Map<String, String> files) {
        return properties(files, Set.of());
    }

    private static List<String> properties(Map<String, String> files, Set<String> asked) {
        return UnitBlockIo.of(files, asked, "253:0"::equals).stream()
                .map(property -> property.name() + "=" + text(property.value()))
                .toList();
    }

    private static String text(UnitProperty.Value value) {
        return switch (value) {
            case UnitProperty.Unsigned number -> Long.toString(number.number());
            case UnitProperty.Amounts amounts ->
                    amounts.amounts().stream()
                            .map(a -> a.device() + " " + Long.toUnsignedString(a.amount()))
                            .collect(Collectors.joining(","));
            case UnitProperty.Bits _,
                    UnitProperty.Text _,
                    UnitProperty.Texts _,
                    UnitProperty.Flag _,
                    UnitProperty.Pids _,
                    UnitProperty.Devices _,
                    UnitProperty.Given _ ->
                    throw new AssertionError(value);
        };
    }

    @Test
    void throttlesOfVersion2AreFourListsThatReplaceWhatWas() {
        String limits =
                """
                8:0 rbps=1048576 wbps=max riops=max wiops=18446744073709551614
                8:16 rbps=5 wbps=max riops=9 wiops=max
                """;
        assertThat(properties(Map.of("io.max", limits)))
                .containsExactly(
                        "IOReadBandwidthMax=",
                        "IOReadBandwidthMax=/dev/block/8:0 1048576,/dev/block/8:16 5",
                        "IOWriteBandwidthMax=",
                        "IOReadIOPSMax=",
                        "IOReadIOPSMax=/dev/block/8:16 9",
                        "IOWriteIOPSMax=",
                        "IOWriteIOPSMax=/dev/block/8:0 18446744073709551614");
    }

    @Test
    void throttleThatIsTakenBackLeavesAnEmptyList() {
        assertThat(properties(Map.of("io.max", "")))
                .containsExactly(
                        "IOReadBandwidthMax=",
                        "IOWriteBandwidthMax=",
                        "IOReadIOPSMax=",
                        "IOWriteIOPSMax=");
    }

    @Test
    void deviceUponOthersIsLeftOutSinceSystemdWouldLimitThose() {
        assertThat(properties(Map.of("blkio.throttle.read_bps_device", "253:0 7\n8:0 6")))
                .containsExactly(
                        "BlockIOReadBandwidth=",
                        "BlockIOReadBandwidth=/dev/block/8:0 6",
                        "BlockIOWriteBandwidth=");
    }

    /** As systemd computes a weight of BFQ's; its own test has some of these numbers. */
    private static long bfqWeight(long ioWeight) {
        return ioWeight <= 100 ? ioWeight : 100 + (ioWeight - 100) * 900 / 9900;
    }

    @Test
    void everyWeightOfBfqComesBackFromSystemd() {
        for (int weight = 1; weight <= 1000; weight++) {
            List<String> properties = properties(Map.of("io.bfq.weight", "default " + weight));
            long told = Long.parseLong(properties.getFirst().replace("IOWeight=", ""));
            assertThat(bfqWeight(told)).isEqualTo(weight);
            assertThat(told).isBetween(1L, 10_000L);
        }
    }

    @ParameterizedTest
    @CsvSource({"default 300,default 100,300", "default 300,default 500,4500", "default 1,'',1"})
    void weightThatSomebodyHasSetIsTheOneThatCounts(String io, String bfq, String told) {
        assertThat(properties(Map.of("io.weight", io, "io.bfq.weight", bfq)))
                .containsExactly("IOWeight=" + told, "IODeviceWeight=");
    }

    @ParameterizedTest
    @CsvSource({
        "400,118,io.weight,400",
        "4500,100,io.bfq.weight,100",
        "4500,77,io.bfq.weight,77",
        "300,118,io.bfq.weight,300",
        "300,118,io.weight,300",
    })
    void weightThatWasAskedForOverridesTheOtherOne(
            String io, String bfq, String asked, String told) {
        Map<String, String> files =
                Map.of("io.weight", "default " + io, "io.bfq.weight", "default " + bfq);
        assertThat(properties(files, Set.of(asked)))
                .containsExactly("IOWeight=" + told, "IODeviceWeight=");
    }

    @Test
    void weightsOfDevicesAreOneList() {
        assertThat(
                        properties(
                                Map.of(
                                        "io.weight", "default 100\n8:0 200\n8:16 7",
                                        "io.bfq.weight", "default 100\n8:0 300")))
                .containsExactly(
                        "IOWeight=100",
                        "IODeviceWeight=",
                        "IODeviceWeight=/dev/block/8:0 2300,/dev/block/8:16 7");
    }

    @Test
    void latencyIsInMicroseconds() {
        assertThat(properties(Map.of("io.latency", "8:0 target=25000")))
                .containsExactly(
                        "IODeviceLatencyTargetUSec=",
                        "IODeviceLatencyTargetUSec=/dev/block/8:0 25000");
    }

    @ParameterizedTest
    @CsvSource({"50,50", "136,496", "181,991", "500,1000", "5,10"})
    void weightOfVersion1IsAsNearAsSystemdComes(String weight, String told) {
        assertThat(properties(Map.of("blkio.bfq.weight", weight)))
                .containsExactly("BlockIOWeight=" + told, "BlockIODeviceWeight=");
    }

    @Test
    void groupWithoutTheControllerHasNone() {
        assertThat(properties(Map.of("memory.max", "5"))).isEmpty();
    }
}
