package dev.carafe.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/** {@code native/src/messages.def}, and random payloads by its signatures. */
final class MessageTable {
    private static final Pattern ROW =
            Pattern.compile("MESSAGE\\((\\w+), (\\d+), ([CE]), \"([uiqsbl]*)\"\\)");

    record Row(String name, int number, char sender, String signature) {}

    private MessageTable() {}

    static List<Row> rows() throws IOException {
        String table = Files.readString(Path.of("..", "native", "src", "messages.def"));
        String code = table.replaceAll("(?s)/\\*.*?\\*/", "");
        List<Row> rows =
                ROW.matcher(code)
                        .results()
                        .map(m ->
                                new Row(
                                        m.group(1),
                                        Integer.parseInt(m.group(2)),
                                        m.group(3).charAt(0),
                                        m.group(4)))
                        .toList();
        long written = code.lines().filter(line -> line.contains("MESSAGE(")).count();
        if (written != rows.size()) {
            throw new IllegalStateException("messages.def has rows that this test cannot read");
        }
        return rows;
    }

    /** A payload that the signature allows. */
    static ByteBuffer payload(String signature, Random random) {
        ByteBuffer out = ByteBuffer.allocate(64 * 1024).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < signature.length(); i++) {
            switch (signature.charAt(i)) {
                case 'u', 'i' -> out.putInt(random.nextInt());
                case 'q' -> out.putLong(random.nextLong());
                case 's' -> putString(out, random);
                case 'b' -> putBytes(out, random);
                case 'l' -> {
                    int count = random.nextInt(8);
                    out.putInt(count);
                    for (int n = 0; n < count; n++) {
                        putString(out, random);
                    }
                }
                default -> throw new IllegalArgumentException(signature);
            }
        }
        return out.flip();
    }

    private static void putString(ByteBuffer out, Random random) {
        byte[] bytes;
        if (random.nextBoolean()) {
            bytes = "zwölf Boxkämpfer 😀".getBytes(StandardCharsets.UTF_8);
        } else {
            bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (1 + random.nextInt(255));
            }
        }
        out.putInt(bytes.length).put(bytes).put((byte) 0);
    }

    private static void putBytes(ByteBuffer out, Random random) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        out.putInt(bytes.length).put(bytes);
    }
}
