package dev.carafe.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How the monotonic clock of a process differs from ours; time_namespaces(7). */
public final class TimeNamespace {
    private static final String CLOCK = "monotonic";
    private static final long NANOS = 1_000_000_000;

    private TimeNamespace() {}

    /** How much a process's CLOCK_MONOTONIC is ahead of ours, in nanoseconds; 0 if none tells. */
    public static long offsetNanos(int pid) {
        return offset(Integer.toString(pid)) - offset("self");
    }

    private static long offset(String pid) {
        try {
            return parse(Files.readString(Path.of("/proc", pid, "timens_offsets")));
        } catch (IOException e) {
            return 0; // no such process, or a kernel without time namespaces
        }
    }

    /** The offset in a timens_offsets: lines of a clock's name, seconds and nanoseconds. */
    static long parse(String text) {
        for (String line : text.lines().toList()) {
            String[] words = line.strip().split("\\s+", -1);
            if (words.length == 3 && words[0].equals(CLOCK)) {
                return Long.parseLong(words[1]) * NANOS + Long.parseLong(words[2]);
            }
        }
        return 0;
    }
}
