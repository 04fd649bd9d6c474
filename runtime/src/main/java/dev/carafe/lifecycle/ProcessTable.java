package dev.carafe.lifecycle;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The table that ps(1) prints, of which the lines about some processes are wanted. */
final class ProcessTable {
    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final String PID = "PID";

    private ProcessTable() {}

    /**
     * The heading and the lines of these processes, as they are.
     *
     * @param output what ps has printed
     * @throws RequestException when it has no column {@code PID}, or no number stands there
     */
    static String filter(String output, Collection<Integer> pids) {
        List<String> lines = Arrays.asList(output.split("\n", -1));
        String heading = lines.getFirst();
        int column = fields(heading).indexOf(PID);
        if (column < 0) {
            throw new RequestException(
                    "couldn't find PID field in ps output; have ps print it, as with -o pid,args");
        }
        StringBuilder table = new StringBuilder(heading).append('\n');
        Set<Integer> wanted = new HashSet<>(pids);
        for (String line : lines.subList(1, lines.size())) {
            if (!line.isBlank() && wanted.contains(pid(line, column))) {
                table.append(line).append('\n');
            }
        }
        return table.toString();
    }

    private static int pid(String line, int column) {
        List<String> fields = fields(line);
        try {
            return Integer.parseInt(fields.get(column));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new RequestException(
                    "unable to parse pid: ps has no number in its column PID: \"%s\""
                            .formatted(line));
        }
    }

    private static List<String> fields(String line) {
        return Arrays.asList(SPACES.split(line.strip()));
    }
}
