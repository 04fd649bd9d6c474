package dev.carafe.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A user id as it is outside of this process's user namespace; user_namespaces(7). */
public final class OuterUid {
    private static final Path MAP = Path.of("/proc/self/uid_map");

    private OuterUid() {}

    /**
     * The id in the namespace above; the same one in the initial namespace.
     *
     * @throws UncheckedIOException when procfs cannot be read
     */
    public static long of(int uid) {
        try {
            return of(Integer.toUnsignedLong(uid), Files.readAllLines(MAP));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each line: first id inside, first id outside, how many. */
    static long of(long uid, List<String> map) {
        for (String line : map) {
            String[] fields = line.strip().split("\\s+", -1);
            long inside = Long.parseLong(fields[0]);
            if (uid >= inside && uid - inside < Long.parseLong(fields[2])) {
                return Long.parseLong(fields[1]) + uid - inside;
            }
        }
        return uid;
    }
}
