package dev.carafe.criu;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of a message in Protocol Buffers' wire format. Of a field that comes more than once
 * the last one counts; none that is read here may.
 */
final class ProtobufReader {
    private final Map<Integer, Long> numbers = new HashMap<>();
    private final Map<Integer, byte[]> bytes = new HashMap<>();

    private ProtobufReader() {}

    /**
     * Takes a message apart.
     *
     * @throws CriuException when it is none
     */
    static ProtobufReader of(ByteBuffer message) {
        ProtobufReader reader = new ProtobufReader();
        ByteBuffer in = message.order(ByteOrder.LITTLE_ENDIAN);
        try {
            while (in.hasRemaining()) {
                reader.readField(in);
            }
        } catch (BufferUnderflowException e) {
            throw new CriuException("criu's answer is cut short", e);
        }
        return reader;
    }

    private void readField(ByteBuffer in) {
        long key = varint(in);
        int field = (int) (key >>> 3);
        switch ((int) key & 7) {
            case 0 -> numbers.put(field, varint(in));
            case 1 -> numbers.put(field, in.getLong());
            case 2 -> {
                long length = varint(in);
                if (length < 0 || length > in.remaining()) {
                    throw new BufferUnderflowException();
                }
                byte[] value = new byte[(int) length];
                in.get(value);
                bytes.put(field, value);
            }
            case 5 -> numbers.put(field, (long) in.getInt());
            default -> throw new CriuException("criu's answer has a field of an unknown type");
        }
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new CriuException("criu's answer has a number of more than 64 bits");
    }

    /** A number; 0 where there is none. */
    long number(int field) {
        return numbers.getOrDefault(field, 0L);
    }

    /** A text; empty where there is none. */
    String text(int field) {
        return new String(bytes.getOrDefault(field, new byte[0]), StandardCharsets.UTF_8);
    }

    /** A message inside of this one. */
    Optional<ProtobufReader> message(int field) {
        return Optional.ofNullable(bytes.get(field)).map(ByteBuffer::wrap).map(ProtobufReader::of);
    }
}
