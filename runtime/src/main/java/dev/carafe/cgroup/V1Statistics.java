package dev.carafe.cgroup;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Figures of version 1 groups.
 *
 * @param directories by controller
 */
record V1Statistics(Map<String, Path> directories) {
    /** USER_HZ is 100 on every architecture that this runs on. */
    private static final long NANOS_PER_TICK = 10_000_000;

    private static final List<String> CPUSET_NUMBERS =
            List.of(
                    "mem_hardwall",
                    "mem_exclusive",
                    "memory_migrate",
                    "memory_spread_page",
                    "memory_spread_slab",
                    "memory_pressure",
                    "sched_load_balance",
                    "sched_relax_domain_level");

    Statistics read() {
        return new Statistics(cpu(), cpuset(), memory(), pids(), blkio(), hugetlb());
    }

    private Map<String, Object> cpu() {
        Map<String, Object> usage = new LinkedHashMap<>();
        Statistics.put(usage, "total", number("cpuacct", "cpuacct.usage"));
        putNumbers(usage, "percpu", text("cpuacct", "cpuacct.usage_percpu"));
        List<String> each = text("cpuacct", "cpuacct.usage_all").lines().skip(1).toList();
        putNumbers(usage, "percpu_kernel", column(each, 2));
        putNumbers(usage, "percpu_user", column(each, 1));
        Map<String, Long> stat = numbers("cpuacct", "cpuacct.stat");
        usage.put("kernel", stat.getOrDefault("system", 0L) * NANOS_PER_TICK);
        usage.put("user", stat.getOrDefault("user", 0L) * NANOS_PER_TICK);
        Map<String, Long> periods = numbers("cpu", "cpu.stat");
        Map<String, Object> throttling = new LinkedHashMap<>();
        Statistics.put(throttling, "periods", periods.getOrDefault("nr_periods", 0L));
        Statistics.put(throttling, "throttledPeriods", periods.getOrDefault("nr_throttled", 0L));
        Statistics.put(throttling, "throttledTime", periods.getOrDefault("throttled_time", 0L));
        Map<String, Object> cpu = new LinkedHashMap<>();
        cpu.put("usage", usage);
        cpu.put("throttling", throttling);
        return cpu;
    }

    private static String column(List<String> lines, int index) {
        StringBuilder words = new StringBuilder();
        for (String line : lines) {
            String[] fields = line.strip().split("\\s+", -1);
            words.append(fields.length > index ? fields[index] : "0").append(' ');
        }
        return words.toString();
    }

    private static void putNumbers(Map<String, Object> to, String name, String words) {
        List<Number> numbers = new ArrayList<>();
        for (String word : words.strip().split("\\s+", -1)) {
            if (!word.isEmpty()) {
                numbers.add(Statistics.unsigned(Long.parseUnsignedLong(word)));
            }
        }
        if (!numbers.isEmpty()) {
            to.put(name, numbers);
        }
    }

    private Map<String, Object> cpuset() {
        Map<String, Object> cpuset = new LinkedHashMap<>();
        putList(cpuset, "cpus", text("cpuset", "cpuset.cpus"));
        cpuset.put("cpu_exclusive", number("cpuset", "cpuset.cpu_exclusive"));
        putList(cpuset, "mems", text("cpuset", "cpuset.mems"));
        CPUSET_NUMBERS.forEach(name -> cpuset.put(name, number("cpuset", "cpuset." + name)));
        return cpuset;
    }

    /** Numbers and ranges such as {@code 0-3,7}, one by one. */
    private static void putList(Map<String, Object> to, String name, String list) {
        List<Object> numbers = new ArrayList<>();
        for (String range : list.split(",", -1)) {
            if (!range.isBlank()) {
                String[] ends = range.strip().split("-", 2);
                int last = Integer.parseInt(ends[ends.length - 1]);
                for (int i = Integer.parseInt(ends[0]); i <= last; i++) {
                    numbers.add(i);
                }
            }
        }
        if (!numbers.isEmpty()) {
            to.put(name, numbers);
        }
    }

    private Map<String, Object> memory() {
        Map<String, Long> stat = numbers("memory", "memory.stat");
        Map<String, Object> memory = new LinkedHashMap<>();
        if (stat.isEmpty()) {
            return memory;
        }
        Statistics.put(memory, "cache", stat.getOrDefault("cache", 0L));
        memory.put("usage", memoryEntry("memory."));
        memory.put("swap", memoryEntry("memory.memsw."));
        memory.put("kernel", memoryEntry("memory.kmem."));
        memory.put("kernelTCP", memoryEntry("memory.kmem.tcp."));
        memory.put("raw", Statistics.raw(stat));
        return memory;
    }

    private Map<String, Object> memoryEntry(String prefix) {
        return Statistics.entry(
                number("memory", prefix + "limit_in_bytes"),
                number("memory", prefix + "usage_in_bytes"),
                number("memory", prefix + "max_usage_in_bytes"),
                number("memory", prefix + "failcnt"));
    }

    private Map<String, Object> pids() {
        Map<String, Object> pids = new LinkedHashMap<>();
        Statistics.put(pids, "current", number("pids", "pids.current"));
        Statistics.put(pids, "limit", number("pids", "pids.max"));
        return pids;
    }

    private Map<String, Object> blkio() {
        Map<String, Object> blkio = new LinkedHashMap<>();
        putDevices(blkio, "ioServiceBytesRecursive", "io_service_bytes_recursive");
        putDevices(blkio, "ioServicedRecursive", "io_serviced_recursive");
        return blkio;
    }

    /** The BFQ scheduler's figures, or those of the layer above all schedulers. */
    private void putDevices(Map<String, Object> to, String name, String file) {
        List<Map<String, Object>> entries = devices(text("blkio", "blkio.bfq." + file));
        if (entries.isEmpty()) {
            entries = devices(text("blkio", "blkio.throttle." + file));
        }
        if (!entries.isEmpty()) {
            to.put(name, entries);
        }
    }

    /** Lines such as {@code 8:0 Read 4096}; the last one is the total of all devices. */
    private static List<Map<String, Object>> devices(String text) {
        List<Map<String, Object>> entries = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String[] words = line.strip().split("\\s+", -1);
            if (words.length == 3 && words[0].indexOf(':') > 0) {
                Statistics.addDevice(entries, words[0], words[1], Long.parseUnsignedLong(words[2]));
            }
        }
        return entries;
    }

    private Map<String, Object> hugetlb() {
        Path directory = directories.get("hugetlb");
        return directory == null
                ? Map.of()
                : HugePageUse.read(
                        directory,
                        "usage_in_bytes",
                        file -> number("hugetlb", file.replace("usage_in_bytes", "failcnt")));
    }

    private String text(String controller, String file) {
        return Optional.ofNullable(directories.get(controller))
                .flatMap(directory -> CgroupFiles.readIfPresent(directory, file))
                .orElse("");
    }

    private Map<String, Long> numbers(String controller, String file) {
        return Keyed.numbers(text(controller, file));
    }

    /** 0 where there is no such file, or no limit in it. */
    private long number(String controller, String file) {
        String text = text(controller, file);
        if (text.isEmpty() || text.equals("max")) {
            return 0;
        }
        return text.startsWith("-") ? Long.parseLong(text) : Long.parseUnsignedLong(text);
    }
}
