package dev.carafe.spec.rules;

import dev.carafe.spec.error.Problem;
import dev.carafe.spec.tree.At;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What the kernel refuses in a uid_map or gid_map; user_namespaces(7). */
final class IdMappingRules {

    /** The kernel's UID_GID_MAP_MAX_EXTENTS. */
    private static final int MAX_EXTENTS = 340;

    /** The last id is (uid_t) -1, which stands for "no id". */
    private static final long END_OF_IDS = 0xFFFF_FFFFL;

    private IdMappingRules() {}

    static void check(At mappings, Consumer<Problem> problems) {
        List<At> items = mappings.items();
        if (items.size() > MAX_EXTENTS) {
            problems.accept(
                    mappings.problem(
                            "has %d entries, but the kernel takes at most %d"
                                    .formatted(items.size(), MAX_EXTENTS)));
            return;
        }
        ranges(items, "containerID", problems);
        ranges(items, "hostID", problems);
    }

    private static void ranges(List<At> items, String property, Consumer<Problem> problems) {
        List<Range> seen = new ArrayList<>();
        for (At item : items) {
            At first = item.get(property);
            var start = first.number();
            var size = item.get("size").number();
            if (start.isEmpty() || size.isEmpty()) {
                continue;
            }
            if (size.getAsLong() == 0) {
                problems.accept(item.get("size").problem("must not be 0"));
                continue;
            }
            Range range = new Range(start.getAsLong(), start.getAsLong() + size.getAsLong(), item);
            if (range.end > END_OF_IDS) {
                problems.accept(first.problem("plus size goes beyond the last id, 4294967294"));
            }
            seen.stream()
                    .filter(range::overlaps)
                    .findFirst()
                    .ifPresent(other ->
                            problems.accept(
                                    first.problem(
                                            "overlaps the range of " + other.item.pointer())));
            seen.add(range);
        }
    }

    private record Range(long start, long end, At item) {
        boolean overlaps(Range other) {
            return start < other.end && other.start < end;
        }
    }
}
