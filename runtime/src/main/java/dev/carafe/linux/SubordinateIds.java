package dev.carafe.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The ids that a user may map beside his own: a file as subuid(5) describes it.
 *
 * @param ranges those of one user
 */
public record SubordinateIds(List<Range> ranges) {
    private static final int NAME = 0;
    private static final int UID = 2;
    private static final int FIRST = 1;
    private static final int COUNT = 2;

    /**
     * Ids that follow each other.
     *
     * @param first the lowest
     * @param count how many
     */
    public record Range(long first, long count) {}

    public SubordinateIds {
        ranges = List.copyOf(ranges);
    }

    /**
     * A user's ranges; none where the file is not there.
     *
     * @param file {@code /etc/subuid} or {@code /etc/subgid}
     * @param etc where the names of users are: {@code passwd}
     * @param uid whose
     */
    public static SubordinateIds read(Path file, Path etc, int uid) {
        String number = Integer.toUnsignedString(uid);
        String name = name(etc.resolve("passwd"), number);
        List<Range> ranges = new ArrayList<>();
        for (String line : lines(file)) {
            String[] fields = line.strip().split(":", -1);
            if (fields.length == 3 && (fields[NAME].equals(name) || fields[NAME].equals(number))) {
                range(fields[FIRST], fields[COUNT]).ifPresent(ranges::add);
            }
        }
        return new SubordinateIds(ranges);
    }

    /** Empty for what are no numbers: newuidmap(1) takes no notice of such a line either. */
    private static Optional<Range> range(String first, String count) {
        try {
            return Optional.of(new Range(Long.parseLong(first), Long.parseLong(count)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether all of these ids are in ranges, as newuidmap(1) asks for each of its lines. */
    public boolean contains(long first, long count) {
        long next = first;
        long end = first + count;
        boolean found = true;
        while (next < end && found) {
            found = false;
            for (Range range : ranges) {
                if (range.first() <= next && next < range.first() + range.count()) {
                    next = range.first() + range.count();
                    found = true;
                }
            }
        }
        return next >= end;
    }

    private static String name(Path passwd, String uid) {
        for (String line : lines(passwd)) {
            String[] fields = line.split(":", -1);
            if (fields.length > UID && fields[UID].equals(uid)) {
                return fields[NAME];
            }
        }
        return uid;
    }

    private static List<String> lines(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
