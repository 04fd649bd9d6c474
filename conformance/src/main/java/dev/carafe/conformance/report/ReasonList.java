package dev.carafe.conformance.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A file of texts to look for and why they are fine: {@code TEXT | REASON}, one a line, {@code #}
 * for comments.
 *
 * <p>Two such lists exist: tests that a peer is expected to fail, and skips that are allowed in CI.
 */
public record ReasonList(Map<String, String> reasons) {

    /** A list that names nothing. */
    public static final ReasonList EMPTY = new ReasonList(Map.of());

    /** Copies the map. */
    public ReasonList {
        reasons = Map.copyOf(reasons);
    }

    /** Reads a list; a line without a reason is an error. */
    public static ReasonList read(Path file) throws IOException {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            int bar = line.indexOf('|');
            if (bar < 0 || line.substring(bar + 1).isBlank()) {
                throw new IOException(file + ": no reason after | in: " + line);
            }
            reasons.put(line.substring(0, bar).strip(), line.substring(bar + 1).strip());
        }
        return new ReasonList(reasons);
    }

    /** The reason of the first entry that a text starts with. */
    public Optional<String> reasonFor(String text) {
        return reasons.entrySet().stream()
                .filter(entry -> text.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
