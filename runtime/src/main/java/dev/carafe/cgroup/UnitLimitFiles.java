package dev.carafe.cgroup;

import static dev.carafe.cgroup.Controller.isSet;

import dev.carafe.linux.BlockDevices;
import dev.carafe.linux.CgroupDirectories;
import dev.carafe.spec.resources.Resources;
import dev.carafe.systemd.Systemd;
import dev.carafe.systemd.UnitProperty;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Limits as they stand in files, as systemd's properties, for those that systemd has. */
final class UnitLimitFiles {
    /** What version 1 says of no memory limit: the largest number of whole pages. */
    private static final long NO_V1_LIMIT = Long.MAX_VALUE >> 16 << 16;

    private static final String V1_QUOTA = "cpu.cfs_quota_us";
    private static final String V1_PERIOD = "cpu.cfs_period_us";

    private final Map<String, String> files;
    private final int version;
    private final List<UnitProperty> properties = new ArrayList<>();

    private UnitLimitFiles(Map<String, String> files, int version) {
        this.files = files;
        this.version = version;
    }

    /**
     * The properties of some files.
     *
     * @param contents what is read in the files of one control group
     * @param chosen those of the files that are meant
     * @param version systemd's
     */
    static List<UnitProperty> properties(
            Map<Path, String> contents, Set<Path> chosen, int version) {
        Map<String, String> files = byName(contents);
        UnitLimitFiles limits = new UnitLimitFiles(files, version);
        List<String> names = chosen.stream().map(path -> path.getFileName().toString()).toList();
        names.forEach(name -> limits.add(name, files.getOrDefault(name, "")));
        List<UnitProperty> all = new ArrayList<>(limits.properties.stream().distinct().toList());
        if (names.stream().anyMatch(UnitBlockIo.FILES::contains)) {
            all.addAll(UnitBlockIo.of(files, Set.copyOf(names), BlockDevices.HOST::isStacked));
        }
        return List.copyOf(all);
    }

    /**
     * Has systemd know the limits of block I/O that the files have, if any were asked for. It
     * writes them at once, a weight perhaps as the nearest that it can; then what was is put back.
     *
     * @throws dev.carafe.systemd.SystemdException when systemd refuses
     */
    static void tellBlockIo(
            Systemd systemd, String unit, Resources asked, CgroupDirectories directories) {
        if (!hasBlockIo(asked)) {
            return;
        }
        Set<String> names = new HashSet<>(asked.unified().keySet());
        names.retainAll(UnitBlockIo.FILES);
        if (asked.blockIo() != null && isSet(asked.blockIo().weight())) {
            names.add(UnitBlockIo.BFQ_WEIGHT);
        }
        LimitSnapshot files = LimitSnapshot.take(directories, names);
        systemd.change(
                unit,
                UnitBlockIo.of(byName(files.contents()), names, BlockDevices.HOST::isStacked));
        // What was changed has been written when the next call is answered.
        boolean _ = systemd.isActive(unit);
        files.restore();
    }

    /** Whether limits of block I/O are asked for. */
    static boolean hasBlockIo(Resources asked) {
        return asked.blockIo() != null
                || asked.unified().keySet().stream().anyMatch(UnitBlockIo.FILES::contains);
    }

    private static Map<String, String> byName(Map<Path, String> contents) {
        Map<String, String> files = new LinkedHashMap<>();
        contents.forEach((path, text) -> files.put(path.getFileName().toString(), text.strip()));
        return files;
    }

    private void add(String file, String text) {
        switch (file) {
            case V1_QUOTA, V1_PERIOD -> v1Bandwidth(files.get(V1_QUOTA), files.get(V1_PERIOD));
            case "memory.min" -> number("MemoryMin", text);
            case "memory.low" -> number("MemoryLow", text);
            case "memory.high" -> number("MemoryHigh", text);
            case "memory.max" -> number("MemoryMax", text);
            case "memory.swap.max" -> number("MemorySwapMax", text);
            case "memory.limit_in_bytes" -> number("MemoryLimit", text);
            case "pids.max" -> number("TasksMax", text);
            case "cpu.weight" -> number("CPUWeight", text);
            case "cpu.shares" -> number("CPUShares", text);
            case "cpu.max" -> {
                String[] words = text.split(" ", -1);
                bandwidth(limit(words[0]), Long.parseLong(words[1]));
            }
            case "cpuset.cpus" -> list("AllowedCPUs", text);
            case "cpuset.mems" -> list("AllowedMemoryNodes", text);
            case "memory.zswap.max" -> {
                if (version >= UnitLimits.ZSWAP_VERSION) {
                    number("MemoryZSwapMax", text);
                }
            }
            default -> {
                // Those of block I/O are more than one property; systemd does not know the others
            }
        }
    }

    private void v1Bandwidth(@Nullable String quota, @Nullable String period) {
        if (quota != null && period != null) {
            bandwidth(limit(quota), Long.parseLong(period));
        }
    }

    private void bandwidth(long quotaMicros, long periodMicros) {
        properties.add(UnitProperty.number("CPUQuotaPeriodUSec", periodMicros));
        properties.add(
                UnitProperty.number(
                        "CPUQuotaPerSecUSec",
                        quotaMicros < 0
                                ? UnitProperty.INFINITY
                                : CpuQuota.perSecond(quotaMicros, periodMicros)));
    }

    private void number(String name, String text) {
        properties.add(UnitProperty.number(name, limit(text)));
    }

    private static long limit(String text) {
        if (text.equals("max")) {
            return UnitProperty.INFINITY;
        }
        long number = Long.parseLong(text);
        return number >= NO_V1_LIMIT ? UnitProperty.INFINITY : number;
    }

    private void list(String name, String text) {
        properties.add(
                new UnitProperty(
                        name, new UnitProperty.Bits(CpuList.bytes(text, "/linux/resources/cpu"))));
    }
}
