package dev.carafe.spec.error;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Collects problems: the first of each place, and no more than people read. So what a document says
 * wrongly a hundred thousand times makes no message of a hundred thousand lines.
 */
public final class Problems implements Consumer<Problem> {

    /** How many are kept. */
    public static final int MAX = 100;

    private final Map<String, Problem> byPointer = new LinkedHashMap<>();
    private boolean isCut;

    @Override
    public void accept(Problem problem) {
        if (byPointer.size() < MAX) {
            byPointer.putIfAbsent(problem.pointer(), problem);
        } else if (!byPointer.containsKey(problem.pointer())) {
            isCut = true;
        }
    }

    /** Whether more came than are kept, so that another one changes nothing. */
    public boolean isCut() {
        return isCut;
    }

    /** Whether there was none. */
    public boolean isEmpty() {
        return byPointer.isEmpty();
    }

    /** Those that were kept, in the order in which they came. */
    public List<Problem> kept() {
        return List.copyOf(byPointer.values());
    }

    /** The first of these and, where that is not all, an entry that says so. */
    public static List<Problem> first(List<Problem> problems) {
        return problems.size() <= MAX ? problems : withMore(problems.subList(0, MAX));
    }

    /** These and an entry that says that there are more. */
    public static List<Problem> withMore(List<Problem> problems) {
        List<Problem> all = new ArrayList<>(problems);
        all.add(new Problem("", "has more problems, which are not listed"));
        return all;
    }
}
