package dev.carafe.cgroup;

import static dev.carafe.cgroup.Controller.isSet;

import dev.carafe.linux.Errno;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.resources.Cpu;
import java.nio.file.Path;
import java.util.List;

/** The cpu controller of version 2. */
record V2Cpu(Path directory) {
    private static final String POINTER = "/linux/resources/cpu";

    /** What {@code cpu.max} has when nothing was written. */
    private static final long DEFAULT_PERIOD_MICROS = 100_000;

    /** Names what version 2 does not have; as in runc, nobody is refused for it. */
    static void warn(Cpu cpu, List<Problem> warnings) {
        warn(isSet(cpu.realtimePeriodMicros()), "/realtimePeriod", warnings);
        warn(isSet(cpu.realtimeRuntimeMicros()), "/realtimeRuntime", warnings);
    }

    private static void warn(boolean isGiven, String property, List<Problem> warnings) {
        if (isGiven) {
            warnings.add(new Problem(POINTER + property, "has no effect with cgroup v2"));
        }
    }

    void apply(Cpu cpu) {
        // An idle group refuses weights.
        Long idle = cpu.idle();
        if (idle != null && idle == 0) {
            writeIdle(idle);
        }
        if (cpu.shares() != null && isSet(cpu.shares())) {
            String weight = Long.toString(CpuWeight.ofShares(cpu.shares()));
            CgroupFiles.write(directory, "cpu.weight", weight, POINTER + "/shares");
        }
        if (idle != null && idle != 0) {
            writeIdle(idle);
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

    private void writeIdle(long idle) {
        CgroupFiles.write(directory, "cpu.idle", Long.toString(idle), POINTER + "/idle");
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
