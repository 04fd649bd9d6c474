package dev.carafe.spec.rules;

import dev.carafe.spec.NumberList;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.tree.At;
import java.util.List;
import java.util.function.Consumer;

/** Rules for lists of CPUs and memory nodes. */
final class NumberListRules {
    private NumberListRules() {}

    /** Reports a list that is none, and a number that is not below the end. */
    static void check(At list, int end, Consumer<Problem> problems) {
        try {
            List<Integer> numbers = NumberList.of(list.text());
            numbers.stream()
                    .filter(number -> number >= end)
                    .findFirst()
                    .ifPresent(number ->
                            problems.accept(
                                    list.problem(
                                            "contains %d, but the last is %d at most"
                                                    .formatted(number, end - 1))));
        } catch (IllegalArgumentException e) {
            problems.accept(list.problem(String.valueOf(e.getMessage())));
        }
    }
}
