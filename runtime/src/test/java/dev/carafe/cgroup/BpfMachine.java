package dev.carafe.cgroup;

import java.util.List;

/** Runs the instructions that {@link DeviceFilter} makes, as the kernel would. */
final class BpfMachine {
    private BpfMachine() {}

    /**
     * The program's verdict.
     *
     * @param context the words of {@code struct bpf_cgroup_dev_ctx}
     */
    static int run(List<BpfInstruction> program, int... context) {
        int[] registers = new int[11];
        int next = 0;
        while (true) {
            BpfInstruction i = program.get(next++);
            int a = registers[i.target()];
            switch (i.opcode()) {
                case BpfInstruction.LOAD_WORD -> registers[i.target()] = context[i.offset() / 4];
                case BpfInstruction.AND_32 -> registers[i.target()] = a & i.immediate();
                case BpfInstruction.SHIFT_RIGHT_32 -> registers[i.target()] = a >>> i.immediate();
                case BpfInstruction.SET_32 -> registers[i.target()] = i.immediate();
                case BpfInstruction.MOVE_32 -> registers[i.target()] = registers[i.source()];
                case BpfInstruction.JUMP_UNLESS_EQUAL_32 ->
                        next += a != i.immediate() ? i.offset() : 0;
                case BpfInstruction.JUMP_IF_EQUAL_32 -> next += a == i.immediate() ? i.offset() : 0;
                case BpfInstruction.EXIT -> {
                    return registers[0];
                }
                default -> throw new AssertionError("opcode " + i.opcode());
            }
        }
    }
}
