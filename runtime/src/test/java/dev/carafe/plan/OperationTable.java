package dev.carafe.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** {@code native/src/operations.def}, read by the tests: what the C side is made from. */
final class OperationTable {
    private static final Path FILE = Path.of("..", "native", "src", "operations.def");
    private static final Pattern ROW =
            Pattern.compile(
                    "^OPERATION\\((\\w+), (\\d+), \"(\\w+)\", \"(\\w*)\"\\)", Pattern.MULTILINE);

    private OperationTable() {}

    record Row(String name, int number, String phases, String signature) {}

    /** The rows by number. */
    static Map<Integer, Row> rows() throws IOException {
        Map<Integer, Row> rows = new TreeMap<>();
        ROW.matcher(Files.readString(FILE))
                .results()
                .map(OperationTable::row)
                .forEach(row -> rows.put(row.number(), row));
        return rows;
    }

    private static Row row(MatchResult match) {
        return new Row(
                match.group(1), Integer.parseInt(match.group(2)), match.group(3), match.group(4));
    }
}
