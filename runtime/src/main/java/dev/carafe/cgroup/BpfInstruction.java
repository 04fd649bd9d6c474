package dev.carafe.cgroup;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * An eBPF instruction, {@code struct bpf_insn}; <a
 * href="https://docs.kernel.org/bpf/standardization/instruction-set.html">BPF Instruction Set</a>.
 *
 * @param opcode class, operation and source
 * @param target register 0 to 10
 * @param source register 0 to 10
 * @param offset of a jump, in instructions after the next one, or of memory, in bytes
 * @param immediate constant operand
 */
record BpfInstruction(int opcode, int target, int source, int offset, int immediate) {
    static final int LOAD_WORD = 0x61;
    static final int AND_32 = 0x54;
    static final int SHIFT_RIGHT_32 = 0x74;
    static final int SET_32 = 0xb4;
    static final int MOVE_32 = 0xbc;
    static final int JUMP_UNLESS_EQUAL_32 = 0x56;
    static final int JUMP_IF_EQUAL_32 = 0x16;
    static final int EXIT = 0x95;

    private static final int SIZE = 8;

    static BpfInstruction loadWord(int target, int source, int offset) {
        return new BpfInstruction(LOAD_WORD, target, source, offset, 0);
    }

    static BpfInstruction move(int target, int source) {
        return new BpfInstruction(MOVE_32, target, source, 0, 0);
    }

    static BpfInstruction set(int target, int immediate) {
        return new BpfInstruction(SET_32, target, 0, 0, immediate);
    }

    static BpfInstruction and(int target, int immediate) {
        return new BpfInstruction(AND_32, target, 0, 0, immediate);
    }

    static BpfInstruction shiftRight(int target, int bits) {
        return new BpfInstruction(SHIFT_RIGHT_32, target, 0, 0, bits);
    }

    static BpfInstruction jumpUnlessEqual(int register, int immediate, int offset) {
        return new BpfInstruction(JUMP_UNLESS_EQUAL_32, register, 0, offset, immediate);
    }

    static BpfInstruction jumpIfEqual(int register, int immediate, int offset) {
        return new BpfInstruction(JUMP_IF_EQUAL_32, register, 0, offset, immediate);
    }

    static BpfInstruction exit() {
        return new BpfInstruction(EXIT, 0, 0, 0, 0);
    }

    /**
     * The program as bpf(2) takes it, in native byte order, which decides the registers' nibbles.
     */
    static byte[] encode(List<BpfInstruction> program) {
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        ByteBuffer buffer =
                ByteBuffer.allocate(program.size() * SIZE).order(ByteOrder.nativeOrder());
        for (BpfInstruction i : program) {
            int registers = little ? i.source << 4 | i.target : i.target << 4 | i.source;
            buffer.put((byte) i.opcode).put((byte) registers);
            buffer.putShort((short) i.offset).putInt(i.immediate);
        }
        return buffer.array();
    }
}
