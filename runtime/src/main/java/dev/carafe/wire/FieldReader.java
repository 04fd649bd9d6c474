package dev.carafe.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Reads the fields of one payload; docs/protocol.md, "Encoding". */
final class FieldReader {
    private final ByteBuffer in;

    /** Fields are copied out of the payload, which may change afterwards. */
    FieldReader(ByteBuffer payload) {
        in = payload.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A {@code u} or {@code i}; unsigned numbers above 2^31 - 1 come out negative. */
    int number() throws ProtocolException {
        require(Integer.BYTES);
        return in.getInt();
    }

    /** A {@code q}. */
    long longNumber() throws ProtocolException {
        require(Long.BYTES);
        return in.getLong();
    }

    /** An {@code s}. */
    String string() throws ProtocolException {
        int length = number();
        requireLength(length);
        byte[] bytes = new byte[length];
        in.get(bytes);
        require(1);
        if (in.get() != 0) {
            throw new ProtocolException("a string has no NUL at its end");
        }
        for (byte b : bytes) {
            if (b == 0) {
                throw new ProtocolException("a string has a NUL inside");
            }
        }
        return RawString.decode(bytes);
    }

    /** A {@code b}. */
    ByteBuffer bytes() throws ProtocolException {
        int length = number();
        requireLength(length);
        byte[] bytes = new byte[length];
        in.get(bytes);
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /** An {@code l}. */
    List<String> strings() throws ProtocolException {
        int count = number();
        int smallestString = Integer.BYTES + 1;
        if (count < 0 || count > in.remaining() / smallestString) {
            throw new ProtocolException("a list runs past the end of its message");
        }
        List<String> strings = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            strings.add(string());
        }
        return strings;
    }

    /** Checks that nothing is left over. */
    void end() throws ProtocolException {
        if (in.hasRemaining()) {
            throw new ProtocolException(
                    "%d bytes are left over after a message's fields".formatted(in.remaining()));
        }
    }

    private void requireLength(int length) throws ProtocolException {
        if (length < 0) {
            throw new ProtocolException("a field runs past the end of its message");
        }
        require(length);
    }

    private void require(int bytes) throws ProtocolException {
        if (in.remaining() < bytes) {
            throw new ProtocolException("a field runs past the end of its message");
        }
    }
}
