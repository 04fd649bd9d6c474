package dev.carafe.criu;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the fields of a message in Protocol Buffers' wire format, as far as criu needs it. */
final class ProtobufWriter {
    private static final int VARINT = 0;
    private static final int LENGTH = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    ProtobufWriter number(int field, long value) {
        key(field, VARINT);
        varint(value);
        return this;
    }

    ProtobufWriter flag(int field, boolean value) {
        return number(field, value ? 1 : 0);
    }

    ProtobufWriter text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    ProtobufWriter message(int field, ProtobufWriter value) {
        return bytes(field, value.toBytes());
    }

    private ProtobufWriter bytes(int field, byte[] value) {
        key(field, LENGTH);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    private void key(int field, int type) {
        varint(((long) field << 3) | type);
    }

    /** Seven bits at a time, the lowest first; a negative number is one of 64 bits. */
    private void varint(long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            out.write((int) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }

    byte[] toBytes() {
        return out.toByteArray();
    }
}
