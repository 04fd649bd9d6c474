package dev.carafe.state;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The line of a journal that holds the shortcut: in the journal it costs no file, and a later
 * intent, which is then the last line, puts it out of force. The encoding is that of init programs,
 * with line feeds escaped; the client's decoder is {@code shortcut.c}.
 */
final class ShortcutLine {
    /** A client reads no more than that from the end of a journal. */
    static final int MAX_BYTES = 32768 - 1;

    private static final int FORMAT = 1;
    private static final byte ESCAPE = 0x1b;
    private static final byte[] START = "shortcut ".getBytes(StandardCharsets.US_ASCII);

    private final ByteArrayOutputStream payload = new ByteArrayOutputStream();

    private ShortcutLine() {}

    /** The line, without its end; empty when it is longer than a client reads. */
    static Optional<byte[]> of(Shortcut shortcut) {
        byte[] line = new ShortcutLine().encode(shortcut);
        return line.length < MAX_BYTES ? Optional.of(line) : Optional.empty();
    }

    /** Whether the line that begins there is one. */
    static boolean isAt(byte[] journal, int start, int end) {
        return JournalLine.startsWith(journal, start, end, START);
    }

    private byte[] encode(Shortcut shortcut) {
        number(FORMAT);
        number(shortcut.init().pid());
        payload.writeBytes(little(Long.BYTES).putLong(shortcut.init().startTimeTicks()).array());
        int abilities = 0;
        for (Shortcut.Ability ability : shortcut.abilities()) {
            abilities |= ability.bit();
        }
        number(abilities);
        string(shortcut.freezer().map(Path::toString).orElse(""));
        bytes(text(shortcut.created()));
        bytes(text(shortcut.running()));
        bytes(text(shortcut.stopped()));
        bytes(HexFormat.of().parseHex(shortcut.gate()));
        number(shortcut.cgroups().size());
        shortcut.cgroups().forEach(path -> string(path.toString()));
        return escaped();
    }

    private byte[] escaped() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        line.writeBytes(START);
        for (byte b : payload.toByteArray()) {
            if (b == '\n' || b == ESCAPE) {
                line.write(ESCAPE);
                line.write(b == '\n' ? 'n' : 'e');
            } else {
                line.write(b);
            }
        }
        return line.toByteArray();
    }

    private void number(int value) {
        payload.writeBytes(little(Integer.BYTES).putInt(value).array());
    }

    private void bytes(byte[] value) {
        number(value.length);
        payload.writeBytes(value);
    }

    private void string(String value) {
        bytes(text(value));
        payload.write(0);
    }

    private static byte[] text(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
