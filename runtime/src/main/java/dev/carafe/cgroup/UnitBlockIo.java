package dev.carafe.cgroup;

import dev.carafe.systemd.UnitProperty;
import dev.carafe.systemd.UnitProperty.Amount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Weights and throttles of block I/O as they stand in files, as systemd's properties.
 *
 * <p>systemd takes a device for the one below where there is one, and would limit that as well: a
 * stacked device is in the file only. What systemd was not told of a device, it leaves as it is.
 */
final class UnitBlockIo {
    static final String BFQ_WEIGHT = "io.bfq.weight";
    private static final String WEIGHT = "io.weight";
    private static final String V1_READ = "blkio.throttle.read_bps_device";
    private static final String V1_WRITE = "blkio.throttle.write_bps_device";

    /** The files that systemd writes: in version 1 none that limits operations. */
    static final Set<String> FILES =
            Set.of(
                    WEIGHT,
                    BFQ_WEIGHT,
                    "io.max",
                    "io.latency",
                    "blkio.weight",
                    "blkio.weight_device",
                    "blkio.bfq.weight",
                    "blkio.bfq.weight_device",
                    V1_READ,
                    V1_WRITE);

    /** The weight that both scales have for nobody's wish. */
    private static final long DEFAULT_WEIGHT = 100;

    /** What BlockIOWeight takes. */
    private static final long MIN_V1_WEIGHT = 10;

    private static final long MAX_V1_WEIGHT = 1000;

    private static final String UNLIMITED = "max";

    private final Map<String, String> files;
    private final Set<String> asked;
    private final Predicate<String> isStacked;
    private final List<UnitProperty> properties = new ArrayList<>();

    private UnitBlockIo(Map<String, String> files, Set<String> asked, Predicate<String> isStacked) {
        this.files = files;
        this.asked = asked;
        this.isStacked = isStacked;
    }

    /**
     * The properties, each list of devices after an empty one, which takes back what it had.
     *
     * @param files what stands in the files of one control group, by their names
     * @param asked names of those that were written on somebody's wish
     * @param isStacked whether a device, such as {@code 253:0}, lies upon others
     */
    static List<UnitProperty> of(
            Map<String, String> files, Set<String> asked, Predicate<String> isStacked) {
        UnitBlockIo io = new UnitBlockIo(files, asked, isStacked);
        io.version2();
        io.version1();
        return io.properties;
    }

    private void version2() {
        Map<String, String> weights = new LinkedHashMap<>(lines(WEIGHT));
        lines(BFQ_WEIGHT).forEach((device, weight) -> weights.put(device, ioWeight(weight)));
        long common = common(WEIGHT);
        long commonBfq = common(BFQ_WEIGHT);
        if (common != 0 || commonBfq != 0) {
            boolean isBfq = isBfqMeant(common, commonBfq);
            properties.add(UnitProperty.number("IOWeight", isBfq ? ioWeight(commonBfq) : common));
            devices("IODeviceWeight", weights);
        }
        if (files.containsKey("io.max")) {
            devices("IOReadBandwidthMax", values("io.max", "rbps"));
            devices("IOWriteBandwidthMax", values("io.max", "wbps"));
            devices("IOReadIOPSMax", values("io.max", "riops"));
            devices("IOWriteIOPSMax", values("io.max", "wiops"));
        }
        if (files.containsKey("io.latency")) {
            devices("IODeviceLatencyTargetUSec", values("io.latency", "target"));
        }
    }

    /** There is one property for two files, and systemd writes both. */
    private boolean isBfqMeant(long common, long commonBfq) {
        if (common == 0 || commonBfq == 0) {
            return common == 0;
        }
        if (bfqWeight(common) == commonBfq) {
            return false;
        }
        boolean isAsked = asked.contains(BFQ_WEIGHT);
        return isAsked == asked.contains(WEIGHT) ? commonBfq != DEFAULT_WEIGHT : isAsked;
    }

    private void version1() {
        Map<String, String> weights = new LinkedHashMap<>(lines("blkio.weight_device"));
        lines("blkio.bfq.weight_device")
                .forEach((device, weight) ->
                        weights.put(device, Long.toString(v1Weight(Long.parseLong(weight)))));
        long common = common("blkio.weight");
        long commonBfq = common("blkio.bfq.weight");
        if (common != 0 || commonBfq != 0) {
            long weight = common == 0 ? v1Weight(commonBfq) : common;
            properties.add(UnitProperty.number("BlockIOWeight", weight));
            devices("BlockIODeviceWeight", weights);
        }
        if (files.containsKey(V1_READ)) {
            devices("BlockIOReadBandwidth", lines(V1_READ));
            devices("BlockIOWriteBandwidth", lines(V1_WRITE));
        }
    }

    /**
     * systemd converts this scale to BFQ's as it does the other one, so that no weight of BFQ's
     * above 181 can be told: then it is the largest.
     */
    private static long v1Weight(long bfqWeight) {
        return Math.clamp(ioWeight(bfqWeight), MIN_V1_WEIGHT, MAX_V1_WEIGHT);
    }

    /**
     * The weight on systemd's scale, 1 to 10000, that it converts to one of BFQ's, 1 to 1000, since
     * version 250: up to the default they are the same, above it one is eleven times as wide.
     */
    private static long ioWeight(long bfqWeight) {
        return bfqWeight <= DEFAULT_WEIGHT
                ? bfqWeight
                : DEFAULT_WEIGHT + (bfqWeight - DEFAULT_WEIGHT) * 11;
    }

    private static long bfqWeight(long ioWeight) {
        return ioWeight <= DEFAULT_WEIGHT
                ? ioWeight
                : DEFAULT_WEIGHT + (ioWeight - DEFAULT_WEIGHT) / 11;
    }

    private static String ioWeight(String bfqWeight) {
        return Long.toString(ioWeight(Long.parseLong(bfqWeight)));
    }

    /** The weight for all devices without one of their own; 0 where there is none. */
    private long common(String file) {
        return files.getOrDefault(file, "")
                .lines()
                .map(line -> line.replace("default", "").strip())
                .filter(line -> line.matches("\\d+"))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
    }

    /** What a file says of each device. */
    private Map<String, String> lines(String file) {
        Map<String, String> devices = new LinkedHashMap<>();
        for (String line : files.getOrDefault(file, "").lines().toList()) {
            String[] words = line.strip().split("\\s+", 2);
            if (words.length == 2 && words[0].indexOf(':') > 0) {
                devices.put(words[0], words[1]);
            }
        }
        return devices;
    }

    /** What stands after {@code key=}, of the devices that have it. */
    private Map<String, String> values(String file, String key) {
        Map<String, String> values = new LinkedHashMap<>();
        lines(file)
                .forEach((device, text) -> {
                    for (String word : text.split("\\s+", -1)) {
                        if (word.startsWith(key + "=") && !word.endsWith("=" + UNLIMITED)) {
                            values.put(device, word.substring(key.length() + 1));
                        }
                    }
                });
        return values;
    }

    private void devices(String property, Map<String, String> amounts) {
        properties.add(new UnitProperty(property, new UnitProperty.Amounts(List.of())));
        List<Amount> list =
                amounts.entrySet().stream()
                        .filter(entry -> !isStacked.test(entry.getKey()))
                        .map(entry ->
                                new Amount(
                                        "/dev/block/" + entry.getKey(),
                                        Long.parseUnsignedLong(entry.getValue())))
                        .toList();
        if (!list.isEmpty()) {
            properties.add(new UnitProperty(property, new UnitProperty.Amounts(list)));
        }
    }
}
