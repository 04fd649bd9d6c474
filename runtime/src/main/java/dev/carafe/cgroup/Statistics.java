package dev.carafe.cgroup;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a control group uses, in the structure and with the names that runc's {@code events} prints.
 * Times are nanoseconds, amounts of memory bytes; values are numbers, lists and maps.
 *
 * @param cpu CPU time and throttling
 * @param cpuset settings of version 1's cpuset
 * @param memory memory, and what the kernel tells of it in detail
 * @param pids number of processes
 * @param blkio block I/O by device
 * @param hugetlb huge pages by page size
 */
public record Statistics(
        Map<String, Object> cpu,
        Map<String, Object> cpuset,
        Map<String, Object> memory,
        Map<String, Object> pids,
        Map<String, Object> blkio,
        Map<String, Object> hugetlb) {
    /** Of no group at all. */
    public static final Statistics NONE =
            new Statistics(Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

    /** An unsigned number of 64 bits. */
    static Number unsigned(long number) {
        return number >= 0 ? Long.valueOf(number) : new BigInteger(Long.toUnsignedString(number));
    }

    /** Adds a number, but no 0, which runc leaves out of most places. */
    static void put(Map<String, Object> to, String name, long number) {
        if (number != 0) {
            to.put(name, unsigned(number));
        }
    }

    /** Use, maximum and limit of a kind of memory. */
    static Map<String, Object> entry(long limit, long usage, long max, long failures) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("limit", unsigned(limit));
        put(entry, "usage", usage);
        put(entry, "max", max);
        entry.put("failcnt", unsigned(failures));
        return entry;
    }

    /** Kinds of a group's memory by name, sorted as Go sorts them. */
    static Map<String, Object> raw(Map<String, Long> numbers) {
        Map<String, Object> raw = new TreeMap<>();
        numbers.forEach((name, number) -> raw.put(name, unsigned(number)));
        return raw;
    }

    /** An operation's count for a device. */
    static void addDevice(
            List<Map<String, Object>> entries, String device, String operation, long value) {
        String[] numbers = device.split(":", 2);
        Map<String, Object> entry = new LinkedHashMap<>();
        put(entry, "major", Long.parseLong(numbers[0]));
        put(entry, "minor", Long.parseLong(numbers[1]));
        entry.put("op", operation);
        put(entry, "value", value);
        entries.add(entry);
    }
}
