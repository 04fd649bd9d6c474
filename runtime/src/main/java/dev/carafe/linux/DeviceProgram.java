package dev.carafe.linux;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * eBPF programs that decide on device access in a version 2 cgroup; bpf(2) and <a
 * href="https://docs.kernel.org/admin-guide/cgroup-v2.html#device-controller">cgroup-v2</a>.
 */
public final class DeviceProgram {
    private static final int BPF_PROG_LOAD = 5;
    private static final int BPF_PROG_ATTACH = 8;
    private static final int BPF_PROG_DETACH = 9;
    private static final int BPF_PROG_GET_FD_BY_ID = 13;
    private static final int BPF_PROG_QUERY = 16;

    private static final int BPF_PROG_TYPE_CGROUP_DEVICE = 15;
    private static final int BPF_CGROUP_DEVICE = 6;
    private static final int BPF_F_ALLOW_MULTI = 2;

    private static final int INSTRUCTION_SIZE = 8;
    private static final int LOAD_ATTRIBUTES_SIZE = 48;

    /** How many programs the kernel lets one cgroup have: {@code BPF_CGROUP_MAX_PROGS}. */
    private static final int MAX_PROGRAMS = 64;

    private DeviceProgram() {}

    /**
     * Attaches a program to a cgroup in place of those that are attached to this very cgroup. Those
     * of the cgroups above it stay, and all must allow.
     *
     * @param cgroup directory in the version 2 hierarchy
     * @param instructions encoded {@code struct bpf_insn}s
     * @throws KernelException {@code EPERM} without the privilege, {@code EINVAL} for a program
     *     that the verifier refuses
     */
    public static void attach(Path cgroup, byte[] instructions) {
        try (Descriptor directory = Descriptor.open(cgroup, OpenFlags.READ_ONLY, 0);
                Descriptor program = load(instructions)) {
            int[] earlier = attached(directory);
            // First the new one: there is no moment without a filter.
            change("BPF_PROG_ATTACH", BPF_PROG_ATTACH, directory, program, BPF_F_ALLOW_MULTI);
            for (int id : earlier) {
                detach(directory, id);
            }
        }
    }

    /**
     * Attaches a program to a cgroup beside those that are attached; all must allow.
     *
     * @param cgroup as with {@link #attach}
     * @param instructions as with {@link #attach}
     * @throws KernelException as with {@link #attach}
     */
    public static void add(Path cgroup, byte[] instructions) {
        try (Descriptor directory = Descriptor.open(cgroup, OpenFlags.READ_ONLY, 0);
                Descriptor program = load(instructions)) {
            change("BPF_PROG_ATTACH", BPF_PROG_ATTACH, directory, program, BPF_F_ALLOW_MULTI);
        }
    }

    private static void detach(Descriptor directory, int id) {
        try (Descriptor program = byId(id)) {
            change("BPF_PROG_DETACH", BPF_PROG_DETACH, directory, program, 0);
        } catch (KernelException e) {
            // A security module can keep a program from us; it can only restrict more, so it may
            // stay. ENOENT: someone else was faster.
            if (e.errno() != Errno.EPERM
                    && e.errno() != Errno.EACCES
                    && e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
    }

    private static Descriptor load(byte[] instructions) {
        ByteBuffer code = direct(instructions.length).put(instructions);
        byte[] name = "Apache-2.0\0".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer license = direct(name.length).put(name);
        ByteBuffer attributes = direct(LOAD_ATTRIBUTES_SIZE);
        attributes.putInt(0, BPF_PROG_TYPE_CGROUP_DEVICE);
        attributes.putInt(4, instructions.length / INSTRUCTION_SIZE);
        attributes.putLong(8, address(code));
        attributes.putLong(16, address(license));
        try {
            return new Descriptor(call("BPF_PROG_LOAD", BPF_PROG_LOAD, attributes), "bpf program");
        } finally {
            Reference.reachabilityFence(code);
            Reference.reachabilityFence(license);
        }
    }

    private static int[] attached(Descriptor directory) {
        ByteBuffer ids = direct(MAX_PROGRAMS * Integer.BYTES);
        ByteBuffer attributes = direct(32);
        attributes.putInt(0, directory.number());
        attributes.putInt(4, BPF_CGROUP_DEVICE);
        attributes.putLong(16, address(ids));
        attributes.putInt(24, MAX_PROGRAMS);
        try {
            call("BPF_PROG_QUERY", BPF_PROG_QUERY, attributes);
            int[] result = new int[attributes.getInt(24)];
            for (int i = 0; i < result.length; i++) {
                result[i] = ids.getInt(i * Integer.BYTES);
            }
            return result;
        } finally {
            Reference.reachabilityFence(ids);
        }
    }

    private static Descriptor byId(int id) {
        ByteBuffer attributes = direct(12).putInt(0, id);
        int number = call("BPF_PROG_GET_FD_BY_ID", BPF_PROG_GET_FD_BY_ID, attributes);
        return new Descriptor(number, "bpf program " + id);
    }

    private static void change(
            String name, int command, Descriptor directory, Descriptor program, int flags) {
        ByteBuffer attributes = direct(20);
        attributes.putInt(0, directory.number());
        attributes.putInt(4, program.number());
        attributes.putInt(8, BPF_CGROUP_DEVICE);
        attributes.putInt(12, flags);
        call(name, command, attributes);
    }

    private static int call(String name, int command, ByteBuffer attributes) {
        return Native.check("bpf", name, Native.calls().bpf(command, attributes));
    }

    private static ByteBuffer direct(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    private static long address(ByteBuffer buffer) {
        return MemorySegment.ofBuffer(buffer.rewind()).address();
    }
}
