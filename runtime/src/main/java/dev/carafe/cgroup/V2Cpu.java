package dev.carafe.cgroup;

import static dev.carafe.cgroup.Controller.isSet;

import dev.carafe.linux.Errno;
import dev.carafe.spec.resources.Cpu;
import java.nio.file.Path;
import java.util.List;

/** The cpu controller of version 2. */
record V2Cpu(Path directory) {
    private static final String POINTER = "/linux/resources/cpu";

    /** What {@code cpu.max} has when nothing was written. */
    private static final long DEFAULT_PERIOD_MICROS = 100_000;

    void apply(Cpu cpu, List<String> warnings) {
        if (isSet(cpu.realtimePeriodMicros()) || isSet(cpu.realtimeRuntimeMicros())) {
            warnings.add(POINTER + "/realtimeRuntime: has no effect with cgroup v2");
        }
        if (cpu.idle() != null) {
            CgroupFiles.write(directory, "cpu.idle", cpu.idle().toString(), POINTER + "/idle");
        }
        if (cpu.shares() != null && isSet(cpu.shares())) {
            String weight = Long.toString(CpuWeight.ofShares(cpu.shares()));
            CgroupFiles.write(directory, "cpu.weight", weight, POINTER + "/shares");
        }
        boolean bandwidth = isSet(cpu.quotaMicros()) || isSet(cpu.periodMicros());
        boolean burstLeft = cpu.burstMicros() != null && !tryBurst(cpu.burstMicros(), bandwidth);
        if (bandwidth) {
            CgroupFiles.write(directory, "cpu.max", bandwidth(cpu), POINTER + "/quota");
        }
        if (burstLeft && cpu.burstMicros() != null) {
            writeBurst(cpu.burstMicros());
        }
    }

    private static String bandwidth(Cpu cpu) {
        Long quota = cpu.quotaMicros();
        Long period = cpu.periodMicros();
        return (quota != null && quota > 0 ? quota.toString() : "max")
                + " "
                + (period != null && period != 0 ? period : DEFAULT_PERIOD_MICROS);
    }

    /**
     * False when the kernel refuses it beside the present quota, and another is going to be set.
     */
    private boolean tryBurst(long micros, boolean later) {
        try {
            writeBurst(micros);
            return true;
        } catch (CgroupException e) {
            if (later && e.errno().filter(n -> n == Errno.EINVAL).isPresent()) {
                return false;
            }
            throw e;
        }
    }

    private void writeBurst(long micros) {
        CgroupFiles.write(directory, "cpu.max.burst", Long.toString(micros), POINTER + "/burst");
    }
}
