package dev.carafe.spec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lists of CPUs or memory nodes such as {@code 0-3,7}. As in runc, spaces around entries and empty
 * entries are allowed.
 */
public final class NumberList {
    /** As many CPUs as Linux can have (NR_CPUS). */
    public static final int MAX_CPUS = 8192;

    /** As many memory nodes as Linux can have (MAX_NUMNODES). */
    public static final int MAX_NODES = 1024;

    private static final int MAX_DIGITS = 6;

    private NumberList() {}

    /**
     * The numbers of a list, in its order; none for no list.
     *
     * @throws IllegalArgumentException if it is not a list; the message says why
     */
    public static List<Integer> of(@Nullable String list) {
        List<Integer> numbers = new ArrayList<>();
        for (String entry : (list == null ? "" : list).split(",", -1)) {
            String text = entry.strip();
            if (!text.isEmpty()) {
                add(text, numbers);
            }
        }
        return numbers;
    }

    private static void add(String entry, List<Integer> numbers) {
        int dash = entry.indexOf('-');
        int first = number(dash < 0 ? entry : entry.substring(0, dash), entry);
        int last = dash < 0 ? first : number(entry.substring(dash + 1), entry);
        if (last < first || last >= MAX_CPUS) {
            throw new IllegalArgumentException("contains '" + entry + "', which is no range");
        }
        for (int number = first; number <= last; number++) {
            numbers.add(number);
        }
    }

    private static int number(String digits, String entry) {
        boolean isNumber =
                !digits.isEmpty()
                        && digits.length() <= MAX_DIGITS
                        && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!isNumber) {
            throw new IllegalArgumentException(
                    "contains '" + entry + "', which is no number and no range such as 0-3");
        }
        return Integer.parseInt(digits);
    }
}
