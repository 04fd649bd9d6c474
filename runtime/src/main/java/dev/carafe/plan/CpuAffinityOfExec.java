package dev.carafe.plan;

import dev.carafe.spec.CpuAffinity;
import dev.carafe.spec.NumberList;
import dev.carafe.spec.ProcessSpec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code process.execCPUAffinity}: only processes that exec starts have it. */
final class CpuAffinityOfExec {
    private static final String POINTER = "/process/execCPUAffinity";

    private final ProgramBuilder program;
    private final @Nullable CpuAffinity affinity;

    CpuAffinityOfExec(Context context) {
        this.program = context.program();
        ProcessSpec process = context.config().process();
        this.affinity = process == null ? null : process.execCpuAffinity();
    }

    /** Where the client is to run, and what it makes, until it is in the container's cgroup. */
    void before() {
        if (affinity != null && affinity.initial() != null) {
            program.host(of(affinity.initial()), POINTER + "/initial");
        }
    }

    /**
     * Where the process is to run, once it is in the cgroup. Otherwise all that the cgroup allows,
     * as in runc since 1.3.2: that of the caller, who may be pinned, is none of its.
     */
    void after() {
        if (affinity != null && affinity.finalCpus() != null) {
            program.add(Phase.ENTER, of(affinity.finalCpus()), POINTER + "/final");
        } else {
            program.add(Phase.ENTER, all(), "");
        }
    }

    private static PolicyOperation.SetCpuAffinity of(String list) {
        List<Integer> cpus = NumberList.of(list);
        int last = cpus.stream().mapToInt(Integer::intValue).max().orElse(0);
        byte[] bits = new byte[last / Byte.SIZE + 1];
        cpus.forEach(cpu -> bits[cpu / Byte.SIZE] |= (byte) (1 << cpu % Byte.SIZE));
        return new PolicyOperation.SetCpuAffinity(ByteBuffer.wrap(bits), list);
    }

    private static PolicyOperation.SetCpuAffinity all() {
        byte[] bits = new byte[NumberList.MAX_CPUS / Byte.SIZE];
        Arrays.fill(bits, (byte) -1);
        return new PolicyOperation.SetCpuAffinity(ByteBuffer.wrap(bits), "all");
    }
}
