package dev.carafe.state;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The line of a journal that holds config.json: an exec needs what the container was made from,
 * whatever has become of its bundle since. In the journal it takes no file and no write of its own.
 */
final class ConfigLine {
    /** The bundle's own file is asked for what is larger; the journal is read by every command. */
    static final int MAX_BYTES = 1 << 20;

    private static final byte[] START = "config ".getBytes(StandardCharsets.US_ASCII);

    private ConfigLine() {}

    /** The line, without its end; empty when config.json is too large, or in UTF-16. */
    static Optional<byte[]> of(byte[] config) {
        if (config.length > MAX_BYTES) {
            return Optional.empty();
        }
        byte[] line = Arrays.copyOf(START, START.length + config.length);
        for (int i = 0; i < config.length; i++) {
            if (config[i] == 0) {
                return Optional.empty();
            }
            // JSON in UTF-8 has no NUL, and this keeps the lines that error messages tell.
            line[START.length + i] = config[i] == '\n' ? 0 : config[i];
        }
        return Optional.of(line);
    }

    /** What {@link #of} was given, from the first such line of a journal. */
    static Optional<byte[]> find(byte[] journal) {
        int start = 0;
        for (int end = 0; end < journal.length; end++) {
            if (journal[end] == '\n') {
                if (JournalLine.startsWith(journal, start, end, START)) {
                    return Optional.of(text(journal, start + START.length, end));
                }
                start = end + 1;
            }
        }
        return Optional.empty();
    }

    private static byte[] text(byte[] journal, int start, int end) {
        byte[] config = Arrays.copyOfRange(journal, start, end);
        for (int i = 0; i < config.length; i++) {
            if (config[i] == 0) {
                config[i] = '\n';
            }
        }
        return config;
    }
}
