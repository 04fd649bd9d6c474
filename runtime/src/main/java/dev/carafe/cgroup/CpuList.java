package dev.carafe.cgroup;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** A list of CPUs or memory nodes as a bit set; cpuset(7), "List format". */
final class CpuList {
    /** More than any kernel is built for. */
    private static final int MOST = 1 << 16;

    private CpuList() {}

    /**
     * The bytes of the set, the lowest numbers first.
     *
     * @param list such as {@code 0-3,7}
     * @param pointer the property that has it
     * @throws CgroupException when it is no such list
     */
    static List<Byte> bytes(String list, String pointer) {
        BitSet set = new BitSet();
        for (String range : list.strip().split(",", -1)) {
            if (!range.isBlank()) {
                add(set, range.strip(), list, pointer);
            }
        }
        List<Byte> bytes = new ArrayList<>();
        for (byte b : set.toByteArray()) {
            bytes.add(b);
        }
        return bytes;
    }

    private static void add(BitSet set, String range, String list, String pointer) {
        int dash = range.indexOf('-');
        try {
            int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
            int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
            if (first < 0 || last < first || last >= MOST) {
                throw invalid(list, pointer);
            }
            set.set(first, last + 1);
        } catch (NumberFormatException e) {
            throw invalid(list, pointer);
        }
    }

    private static CgroupException invalid(String list, String pointer) {
        return new CgroupException(
                pointer, "\"" + list + "\" is no list that systemd can be given, such as 0-3,7");
    }
}
