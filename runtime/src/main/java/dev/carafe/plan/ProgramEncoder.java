package dev.carafe.plan;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Writes a program in the binary format of docs/protocol.md: little-endian, no padding. */
final class ProgramEncoder implements Arguments {
    /** {@code CRFP} in the file. */
    static final int MAGIC = 0x50465243;

    static final int FORMAT = 1;

    /** A message's payload is at most 16 MiB, and this is what is left of it for the program. */
    static final int MAX_BYTES = (16 << 20) - 16;

    private byte[] bytes = new byte[8192];
    private int length;

    /**
     * Encodes the program's header; the steps follow, and then {@link #finish}.
     *
     * @param operations number of steps that will be added
     */
    void begin(int operations, int slots) {
        putInt(MAGIC);
        putInt(FORMAT);
        putInt(0);
        putInt(operations);
        putInt(slots);
    }

    /**
     * Encodes one operation.
     *
     * @throws EncodingException if an argument cannot be encoded
     */
    void add(Step step) {
        Operation operation = step.operation();
        putShort(operation.type().number());
        putByte(step.phase().letter());
        putByte(0);
        int at = length;
        putInt(0);
        operation.describe(this);
        setInt(at, length - at - Integer.BYTES);
    }

    /** The encoded program. */
    byte[] finish() {
        setInt(2 * Integer.BYTES, length);
        return Arrays.copyOf(bytes, length);
    }

    @Override
    public Arguments number(String name, int value) {
        putInt(value);
        return this;
    }

    @Override
    public Arguments signed(String name, int value) {
        return number(name, value);
    }

    @Override
    public Arguments mode(String name, int bits) {
        return number(name, bits);
    }

    @Override
    public Arguments slot(String name, int slot) {
        return number(name, slot);
    }

    @Override
    public Arguments character(String name, char value) {
        return number(name, value);
    }

    @Override
    public Arguments flags(String name, FlagNames names, int flags) {
        return number(name, flags);
    }

    @Override
    public Arguments longNumber(String name, long value) {
        putInt((int) value);
        putInt((int) (value >>> 32));
        return this;
    }

    @Override
    public Arguments longFlags(String name, FlagNames names, long flags) {
        return longNumber(name, flags);
    }

    @Override
    public Arguments text(String name, String value) {
        if (value.indexOf('\0') >= 0) {
            throw new EncodingException("contains a NUL character");
        }
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        putInt(encoded.length);
        reserve(encoded.length + 1);
        System.arraycopy(encoded, 0, bytes, length, encoded.length);
        length += encoded.length;
        putByte(0);
        return this;
    }

    @Override
    public Arguments bytes(String name, ByteBuffer value, String summary) {
        int count = value.remaining();
        putInt(count);
        reserve(count);
        value.duplicate().get(bytes, length, count);
        length += count;
        return this;
    }

    @Override
    public Arguments texts(String name, List<String> values) {
        putInt(values.size());
        for (String value : values) {
            text(name, value);
        }
        return this;
    }

    @Override
    public Arguments numbers(String name, List<Integer> values) {
        putInt(values.size());
        for (int value : values) {
            putInt(value);
        }
        return this;
    }

    private void putByte(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
    }

    private void putShort(int value) {
        putByte(value);
        putByte(value >>> 8);
    }

    private void putInt(int value) {
        reserve(Integer.BYTES);
        length += Integer.BYTES;
        setInt(length - Integer.BYTES, value);
    }

    private void setInt(int at, int value) {
        bytes[at] = (byte) value;
        bytes[at + 1] = (byte) (value >>> 8);
        bytes[at + 2] = (byte) (value >>> 16);
        bytes[at + 3] = (byte) (value >>> 24);
    }

    private void reserve(int count) {
        if (count > MAX_BYTES - length) {
            throw new EncodingException("makes the init program larger than 16 MiB");
        }
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
        }
    }

    /** An argument that cannot be encoded. */
    static final class EncodingException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final String reason;

        EncodingException(String reason) {
            super(reason);
            this.reason = reason;
        }

        /** Why it cannot. */
        String reason() {
            return reason;
        }
    }
}
