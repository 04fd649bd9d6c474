package dev.carafe.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Writes one frame: its header, then its fields; docs/protocol.md, "Encoding". */
final class FieldWriter {
    private static final int INITIAL_SIZE = 512;

    private ByteBuffer out = ByteBuffer.allocate(INITIAL_SIZE).order(ByteOrder.LITTLE_ENDIAN);

    FieldWriter(int type) {
        out.putInt(0).putShort((short) type).putShort((short) 0);
    }

    /** A {@code u} or {@code i}. */
    FieldWriter number(int value) {
        room(Integer.BYTES).putInt(value);
        return this;
    }

    /** A {@code q}. */
    FieldWriter longNumber(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    /**
     * An {@code s}.
     *
     * @throws IllegalArgumentException when the string has a NUL
     */
    FieldWriter string(String value) {
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a string has a NUL inside: " + value);
        }
        byte[] bytes = RawString.encode(value);
        room(Integer.BYTES + bytes.length + 1).putInt(bytes.length).put(bytes).put((byte) 0);
        return this;
    }

    /** A {@code b}. */
    FieldWriter bytes(ByteBuffer value) {
        room(Integer.BYTES + value.remaining()).putInt(value.remaining()).put(value.duplicate());
        return this;
    }

    /** An {@code l}. */
    FieldWriter strings(List<String> values) {
        number(values.size());
        values.forEach(this::string);
        return this;
    }

    /**
     * The whole frame, ready to be sent.
     *
     * @throws IllegalArgumentException when the payload is larger than a message may be
     */
    ByteBuffer frame() {
        int length = out.position() - MessageCodec.HEADER_BYTES;
        if (length > MessageCodec.MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException("a message of " + length + " bytes is too long");
        }
        return out.putInt(0, length).flip();
    }

    private ByteBuffer room(int bytes) {
        if (out.remaining() < bytes) {
            int size = Math.max(Math.addExact(out.position(), bytes), out.capacity() * 2);
            out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN).put(out.flip());
        }
        return out;
    }
}
