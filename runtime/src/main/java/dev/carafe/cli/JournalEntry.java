package dev.carafe.cli;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A datagram of the journal's native protocol: a line {@code NAME=VALUE} for each field, or where
 * the value has line feeds, the name, the length in 64 bits (little-endian) and the value; see <a
 * href="https://systemd.io/JOURNAL_NATIVE_PROTOCOL/">systemd's description</a>. Names of fields are
 * those of systemd.journal-fields(7), and for the parts of an error {@code CARAFE_}...
 */
final class JournalEntry {
    private static final String OWN = "CARAFE_";

    /** How long a value may be, in bytes; what is beyond is cut, since a datagram has an end. */
    private static final int MAX_VALUE = 48 * 1024;

    /** Of all of it, well below the kernel's usual limit of 208 KiB; fields beyond are left out. */
    private static final int MAX_ENTRY = 128 * 1024;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private JournalEntry() {}

    /**
     * The datagram.
     *
     * @param fields parts of the message by their names in the JSON form; a list becomes a field
     *     for each element
     */
    static byte[] of(
            String identifier, LogLevel level, String message, Map<String, Object> fields) {
        JournalEntry entry = new JournalEntry();
        entry.add("PRIORITY", Integer.toString(level.severity()));
        entry.add("SYSLOG_FACILITY", Integer.toString(SyslogLine.DAEMON));
        entry.add("SYSLOG_IDENTIFIER", identifier);
        entry.add("MESSAGE", message);
        fields.forEach((name, value) -> {
            String field = OWN + name.toUpperCase(Locale.ROOT);
            if (value instanceof List<?> list) {
                list.forEach(element -> entry.add(field, LogFormat.json(element)));
            } else {
                entry.add(field, value.toString());
            }
        });
        return entry.bytes.toByteArray();
    }

    private void add(String name, String value) {
        byte[] text = cut(value.getBytes(StandardCharsets.UTF_8), MAX_VALUE);
        if (bytes.size() + name.length() + text.length > MAX_ENTRY) {
            return;
        }
        bytes.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        if (value.indexOf('\n') < 0) {
            bytes.write('=');
        } else {
            bytes.write('\n');
            bytes.writeBytes(
                    ByteBuffer.allocate(Long.BYTES)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(text.length)
                            .array());
        }
        bytes.writeBytes(text);
        bytes.write('\n');
    }

    /** At most so many bytes of a UTF-8 text, and no part of a character. */
    static byte[] cut(byte[] text, int limit) {
        if (text.length <= limit) {
            return text;
        }
        int end = limit;
        while (end > 0 && (text[end] & 0xc0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(text, end);
    }
}
