package dev.carafe.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Runs a filter as the kernel does, and refuses what the kernel refuses; seccomp(2). */
final class FilterMachine {
    static final int X86_64 = 0xc000003e;
    static final int X86 = 0x40000003;
    static final int AARCH64 = 0xc00000b7;
    static final int ARM = 0x40000028;

    private static final int MAX_INSTRUCTIONS = 4096;
    private static final int DATA_SIZE = 64;
    private static final int ARGUMENTS = 16;

    private final ByteBuffer program;
    private final int[] memory = new int[16];

    FilterMachine(byte[] program) {
        this.program = ByteBuffer.wrap(program).order(ByteOrder.nativeOrder());
        int count = program.length / Instructions.SIZE;
        if (program.length % Instructions.SIZE != 0 || count == 0 || count > MAX_INSTRUCTIONS) {
            throw new AssertionError("no program: " + program.length + " bytes");
        }
    }

    /** What happens to a call of x86_64: {@code SECCOMP_RET_*} with its data. */
    int call(int number, long... arguments) {
        return callOf(X86_64, number, arguments);
    }

    /** What happens to a call of any architecture. */
    int callOf(int architecture, int number, long... arguments) {
        ByteBuffer data = ByteBuffer.allocate(DATA_SIZE).order(ByteOrder.nativeOrder());
        data.putInt(Instructions.NUMBER, number).putInt(Instructions.ARCHITECTURE, architecture);
        for (int i = 0; i < arguments.length; i++) {
            data.putLong(ARGUMENTS + i * Long.BYTES, arguments[i]);
        }
        return run(data);
    }

    private int run(ByteBuffer data) {
        int a = 0;
        int x = 0;
        int at = 0;
        while (true) {
            int code = program.getShort(at * Instructions.SIZE) & 0xffff;
            int yes = program.get(at * Instructions.SIZE + 2) & 0xff;
            int no = program.get(at * Instructions.SIZE + 3) & 0xff;
            int k = program.getInt(at * Instructions.SIZE + 4);
            at++;
            switch (code) {
                case 0x20 -> a = data.getInt(k);
                case 0x00 -> a = k;
                case 0x01 -> x = k;
                case 0x60 -> a = memory[k];
                case 0x61 -> x = memory[k];
                case 0x02 -> memory[k] = a;
                case 0x03 -> memory[k] = x;
                case 0x54 -> a &= k;
                case 0x5c -> a &= x;
                case 0x07 -> x = a;
                case 0x87 -> a = x;
                case 0x05 -> at += k;
                case 0x15 -> at += a == k ? yes : no;
                case 0x25 -> at += Integer.compareUnsigned(a, k) > 0 ? yes : no;
                case 0x35 -> at += Integer.compareUnsigned(a, k) >= 0 ? yes : no;
                case 0x45 -> at += (a & k) != 0 ? yes : no;
                case 0x06 -> {
                    return k;
                }
                default -> throw new AssertionError("no such instruction: " + code);
            }
        }
    }
}
