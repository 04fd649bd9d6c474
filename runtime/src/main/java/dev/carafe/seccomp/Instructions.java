package dev.carafe.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes classic BPF: {@code struct sock_filter}; <a
 * href="https://docs.kernel.org/networking/filter.html">filter</a>. A jump's distances count from
 * the instruction after it.
 */
final class Instructions {
    /** Bytes of an instruction. */
    static final int SIZE = 8;

    /** Offset of the system call's number in {@code struct seccomp_data}. */
    static final int NUMBER = 0;

    /** Offset of the architecture in {@code struct seccomp_data}. */
    static final int ARCHITECTURE = 4;

    private static final int LOAD_WORD = 0x20;
    private static final int JUMP = 0x05;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int JUMP_IF_GREATER = 0x25;
    private static final int JUMP_IF_SET = 0x45;
    private static final int RETURN = 0x06;

    private record Instruction(int code, int yes, int no, int value) {}

    private final List<Instruction> all = new ArrayList<>();

    int count() {
        return all.size();
    }

    Instructions load(int offset) {
        return add(LOAD_WORD, 0, 0, offset);
    }

    Instructions jump(int distance) {
        return add(JUMP, 0, 0, distance);
    }

    Instructions ifEqual(int value, int yes, int no) {
        return add(JUMP_IF_EQUAL, yes, no, value);
    }

    /** Unsigned. */
    Instructions ifGreater(int value, int yes, int no) {
        return add(JUMP_IF_GREATER, yes, no, value);
    }

    Instructions ifAnyBit(int mask, int yes, int no) {
        return add(JUMP_IF_SET, yes, no, mask);
    }

    Instructions end(int action) {
        return add(RETURN, 0, 0, action);
    }

    Instructions append(Instructions others) {
        all.addAll(others.all);
        return this;
    }

    private Instructions add(int code, int yes, int no, int value) {
        all.add(new Instruction(code, yes, no, value));
        return this;
    }

    /** The program in native byte order. */
    byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(all.size() * SIZE).order(ByteOrder.nativeOrder());
        for (Instruction one : all) {
            bytes.putShort((short) one.code);
            bytes.put((byte) one.yes).put((byte) one.no);
            bytes.putInt(one.value);
        }
        return bytes.array();
    }
}
