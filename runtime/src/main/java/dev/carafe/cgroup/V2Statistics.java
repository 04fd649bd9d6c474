package dev.carafe.cgroup;

import dev.carafe.linux.Errno;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Figures of a version 2 group; <a
 * href="https://docs.kernel.org/admin-guide/cgroup-v2.html">cgroup-v2</a>.
 */
record V2Statistics(Path directory) {
    private static final long NANOS_PER_MICRO = 1000;

    static Statistics read(Path directory) {
        V2Statistics files = new V2Statistics(directory);
        return new Statistics(
                files.cpu(),
                Map.of(),
                files.memory(),
                files.pids(),
                files.blkio(),
                files.hugetlb());
    }

    private Map<String, Object> cpu() {
        Map<String, Long> stat = numbers("cpu.stat");
        Map<String, Object> usage = new LinkedHashMap<>();
        Statistics.put(usage, "total", micros(stat, "usage_usec"));
        usage.put("kernel", micros(stat, "system_usec"));
        usage.put("user", micros(stat, "user_usec"));
        Map<String, Object> throttling = new LinkedHashMap<>();
        Statistics.put(throttling, "periods", stat.getOrDefault("nr_periods", 0L));
        Statistics.put(throttling, "throttledPeriods", stat.getOrDefault("nr_throttled", 0L));
        Statistics.put(throttling, "throttledTime", micros(stat, "throttled_usec"));
        Map<String, Object> cpu = new LinkedHashMap<>();
        cpu.put("usage", usage);
        cpu.put("throttling", throttling);
        pressure(cpu, "cpu.pressure");
        return cpu;
    }

    private static long micros(Map<String, Long> stat, String name) {
        return stat.getOrDefault(name, 0L) * NANOS_PER_MICRO;
    }

    private Map<String, Object> memory() {
        Map<String, Object> memory = new LinkedHashMap<>();
        if (CgroupFiles.readIfPresent(directory, "memory.current").isEmpty()) {
            return memory;
        }
        Map<String, Long> stat = numbers("memory.stat");
        long usage = number("memory.current");
        long limit = number("memory.max");
        long failures = numbers("memory.events").getOrDefault("max", 0L);
        Statistics.put(memory, "cache", stat.getOrDefault("file", 0L));
        memory.put("usage", Statistics.entry(limit, usage, number("memory.peak"), failures));
        long swapLimit = number("memory.swap.max");
        boolean unlimited = limit == -1 || swapLimit == -1;
        memory.put(
                "swap",
                Statistics.entry(
                        unlimited ? -1 : limit + swapLimit,
                        usage + number("memory.swap.current"),
                        0,
                        numbers("memory.swap.events").getOrDefault("max", 0L)));
        memory.put("kernel", Statistics.entry(0, 0, 0, 0));
        memory.put("kernelTCP", Statistics.entry(0, 0, 0, 0));
        memory.put("raw", Statistics.raw(stat));
        pressure(memory, "memory.pressure");
        return memory;
    }

    private Map<String, Object> pids() {
        Map<String, Object> pids = new LinkedHashMap<>();
        Statistics.put(pids, "current", number("pids.current"));
        long limit = number("pids.max");
        Statistics.put(pids, "limit", limit == -1 ? 0 : limit);
        return pids;
    }

    private Map<String, Object> blkio() {
        List<Map<String, Object>> bytes = new ArrayList<>();
        List<Map<String, Object>> operations = new ArrayList<>();
        for (String line : text("io.stat").lines().toList()) {
            String[] words = line.strip().split(" ", 2);
            if (words.length < 2) {
                continue;
            }
            Map<String, String> pairs = Keyed.pairs(words[1]);
            add(bytes, words[0], "Read", pairs.get("rbytes"));
            add(bytes, words[0], "Write", pairs.get("wbytes"));
            add(operations, words[0], "Read", pairs.get("rios"));
            add(operations, words[0], "Write", pairs.get("wios"));
        }
        Map<String, Object> blkio = new LinkedHashMap<>();
        putList(blkio, "ioServiceBytesRecursive", bytes);
        putList(blkio, "ioServicedRecursive", operations);
        pressure(blkio, "io.pressure");
        return blkio;
    }

    private static void add(
            List<Map<String, Object>> entries,
            String device,
            String operation,
            @Nullable String value) {
        if (value != null) {
            Statistics.addDevice(entries, device, operation, Long.parseUnsignedLong(value));
        }
    }

    private static void putList(
            Map<String, Object> to, String name, List<Map<String, Object>> entries) {
        if (!entries.isEmpty()) {
            to.put(name, entries);
        }
    }

    private Map<String, Object> hugetlb() {
        return HugePageUse.read(
                directory,
                "current",
                file -> {
                    String events = file.replace(".current", ".events");
                    return numbers(events).getOrDefault("max", 0L);
                });
    }

    /** How long tasks waited; runc 1.2 and later. */
    private void pressure(Map<String, Object> to, String file) {
        Map<String, Object> pressure = new LinkedHashMap<>();
        for (String line : pressureText(file).lines().toList()) {
            String[] words = line.split(" ", 2);
            Map<String, Object> averages = new LinkedHashMap<>();
            Keyed.pairs(words.length < 2 ? "" : words[1])
                    .forEach((name, value) ->
                            averages.put(
                                    name,
                                    name.equals("total")
                                            ? (Object) Long.valueOf(value)
                                            : (Object) new BigDecimal(value).stripTrailingZeros()));
            pressure.put(words[0], averages);
        }
        if (!pressure.isEmpty()) {
            to.put("psi", pressure);
        }
    }

    /** Where pressure is not accounted (psi=0), the files are there and cannot be read. */
    private String pressureText(String file) {
        try {
            return text(file);
        } catch (CgroupException e) {
            if (e.errno().filter(n -> n == Errno.EOPNOTSUPP).isPresent()) {
                return "";
            }
            throw e;
        }
    }

    private String text(String file) {
        return CgroupFiles.readIfPresent(directory, file).orElse("");
    }

    private Map<String, Long> numbers(String file) {
        return Keyed.numbers(text(file));
    }

    /** 0 where there is no such file, -1 for no limit. */
    private long number(String file) {
        String text = text(file);
        if (text.isEmpty()) {
            return 0;
        }
        return text.equals("max") ? -1 : Long.parseUnsignedLong(text);
    }
}
