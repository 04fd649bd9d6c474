package dev.carafe.state;

import java.util.Arrays;

/** A line of a container's journal, by its place in it. */
final class JournalLine {
    private JournalLine() {}

    /** Whether the line from start up to, not including, end is of the kind that begins so. */
    static boolean startsWith(byte[] journal, int start, int end, byte[] kind) {
        return end - start >= kind.length
                && Arrays.equals(journal, start, start + kind.length, kind, 0, kind.length);
    }
}
