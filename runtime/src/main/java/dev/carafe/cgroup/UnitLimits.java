package dev.carafe.cgroup;

import static dev.carafe.cgroup.Controller.isSet;

import dev.carafe.spec.resources.Cpu;
import dev.carafe.spec.resources.Memory;
import dev.carafe.spec.resources.Resources;
import dev.carafe.systemd.UnitProperty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Limits as systemd's properties, each of which systemd has: it writes them again when it is
 * reloaded, and takes back what it knows and was not told. All others are in files only; those of
 * block I/O depend on what is in the files, {@link UnitBlockIo}.
 */
final class UnitLimits {
    /** The first version for which a CPU weight of 0 means idle. */
    private static final int CPU_IDLE_VERSION = 252;

    /** The first version with MemoryZSwapMax. */
    static final int ZSWAP_VERSION = 253;

    private static final String CPU = "/linux/resources/cpu";

    private final Map<String, UnitProperty> properties = new LinkedHashMap<>();
    private final boolean isV2;
    private final int version;

    private UnitLimits(boolean isV2, int version) {
        this.isV2 = isV2;
        this.version = version;
    }

    /**
     * The properties for what the resources set.
     *
     * @param isV2 whether the controllers are version 2's
     * @param version systemd's
     * @throws CgroupException when a value makes no sense
     */
    static List<UnitProperty> of(Resources resources, boolean isV2, int version) {
        UnitLimits limits = new UnitLimits(isV2, version);
        if (resources.memory() != null) {
            limits.memory(resources.memory());
        }
        if (resources.cpu() != null) {
            limits.cpu(resources.cpu());
        }
        if (resources.pids() != null && resources.pids().limit() != null) {
            limits.tasks(resources.pids().limit());
        }
        if (isV2) {
            limits.unified(resources.unified());
        }
        return new ArrayList<>(limits.properties.values());
    }

    private void memory(Memory memory) {
        // -1, no limit, is systemd's infinity already.
        if (memory.limitBytes() != null && isSet(memory.limitBytes())) {
            number(isV2 ? "MemoryMax" : "MemoryLimit", memory.limitBytes());
        }
        if (!isV2) {
            return;
        }
        if (memory.reservationBytes() != null && isSet(memory.reservationBytes())) {
            number("MemoryLow", memory.reservationBytes());
        }
        long limit = memory.limitBytes() == null ? 0 : memory.limitBytes();
        long both = memory.swapBytes() == null ? 0 : memory.swapBytes();
        if (both != 0 || limit == -1) {
            number("MemorySwapMax", V2Memory.swapAlone(limit, both));
        }
    }

    private void cpu(Cpu cpu) {
        boolean isIdle = cpu.idle() != null && cpu.idle() == 1;
        if (isIdle && isV2 && version >= CPU_IDLE_VERSION) {
            number("CPUWeight", 0L);
        } else if (cpu.shares() != null && isSet(cpu.shares())) {
            if (isV2) {
                number("CPUWeight", CpuWeight.ofShares(cpu.shares()));
            } else {
                number("CPUShares", cpu.shares());
            }
        }
        bandwidth(cpu.quotaMicros(), cpu.periodMicros());
        if (isV2) {
            list("AllowedCPUs", cpu.cpus(), CPU + "/cpus");
            list("AllowedMemoryNodes", cpu.mems(), CPU + "/mems");
        }
    }

    private void bandwidth(@Nullable Long quotaMicros, @Nullable Long periodMicros) {
        if (periodMicros != null && isSet(periodMicros)) {
            number("CPUQuotaPeriodUSec", periodMicros);
        }
        if (isSet(quotaMicros) || isSet(periodMicros)) {
            number(
                    "CPUQuotaPerSecUSec",
                    quotaMicros != null && quotaMicros > 0
                            ? CpuQuota.perSecond(quotaMicros, periodMicros)
                            : UnitProperty.INFINITY);
        }
    }

    private void tasks(long limit) {
        number("TasksMax", limit < 0 ? UnitProperty.INFINITY : Math.max(1, limit));
    }

    private void unified(Map<String, String> files) {
        files.forEach((file, text) -> {
            String value = text.strip();
            String pointer = "/linux/resources/unified/" + file;
            switch (file) {
                case "memory.min" -> number("MemoryMin", count(value, pointer));
                case "memory.low" -> number("MemoryLow", count(value, pointer));
                case "memory.high" -> number("MemoryHigh", count(value, pointer));
                case "memory.max" -> number("MemoryMax", count(value, pointer));
                case "memory.swap.max" -> number("MemorySwapMax", count(value, pointer));
                case "memory.zswap.max" -> {
                    if (version >= ZSWAP_VERSION) {
                        number("MemoryZSwapMax", count(value, pointer));
                    }
                }
                case "pids.max" -> tasks(count(value, pointer));
                case "cpu.weight" -> number("CPUWeight", count(value, pointer));
                case "cpu.max" -> unifiedBandwidth(value, pointer);
                case "cpuset.cpus" -> list("AllowedCPUs", value, pointer);
                case "cpuset.mems" -> list("AllowedMemoryNodes", value, pointer);
                default -> {
                    // systemd leaves the other files alone
                }
            }
        });
        if (version >= CPU_IDLE_VERSION
                && files.getOrDefault("cpu.idle", "0").strip().equals("1")) {
            number("CPUWeight", 0L);
        }
    }

    private void unifiedBandwidth(String value, String pointer) {
        String[] words = value.split("\\s+", -1);
        Long period = words.length > 1 ? Long.valueOf(count(words[1], pointer)) : null;
        bandwidth(count(words[0], pointer), period);
    }

    private static long count(String value, String pointer) {
        try {
            return value.equals("max") ? UnitProperty.INFINITY : Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new CgroupException(
                    pointer, "\"" + value + "\" is neither a number of bytes or tasks nor max");
        }
    }

    private void number(String name, long value) {
        properties.put(name, UnitProperty.number(name, value));
    }

    private void list(String name, @Nullable String list, String pointer) {
        if (list != null && !list.isEmpty()) {
            properties.put(
                    name,
                    new UnitProperty(name, new UnitProperty.Bits(CpuList.bytes(list, pointer))));
        }
    }
}
