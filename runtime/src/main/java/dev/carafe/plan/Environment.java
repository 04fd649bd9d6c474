package dev.carafe.plan;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code process.env}. */
final class Environment {
    private static final String HOME = "HOME";

    private final List<String> entries;
    private final boolean hasHome;

    /** The entries without those that a later one of the same name replaces. */
    Environment(List<String> env, ProgramBuilder program) {
        Set<String> names = new HashSet<>();
        Deque<String> kept = new ArrayDeque<>();
        for (int i = env.size() - 1; i >= 0; i--) {
            String entry = env.get(i);
            int end = entry.indexOf('=');
            if (end <= 0) {
                program.problem(
                        Pointers.at("/process/env", i),
                        end < 0 ? "has no =" : "has no name before the =");
                continue;
            }
            String name = entry.substring(0, end);
            boolean isEmptyHome = name.equals(HOME) && entry.length() == end + 1;
            if (names.add(name) && !isEmptyHome) {
                kept.addFirst(entry);
            } else if (isEmptyHome) {
                // An empty HOME is as good as none, but it hides an earlier one no less.
                names.add(name);
            }
        }
        this.entries = List.copyOf(kept);
        this.hasHome = entries.stream().anyMatch(e -> e.startsWith(HOME + "="));
    }

    List<String> entries() {
        return entries;
    }

    boolean hasHome() {
        return hasHome;
    }
}
