package dev.carafe.cgroup;

import static dev.carafe.cgroup.Controller.isSet;

import dev.carafe.linux.Errno;
import dev.carafe.spec.resources.Cpu;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The cpu controller of version 1; <a href="https://docs.kernel.org/scheduler/sched-bwc.html">CFS
 * Bandwidth Control</a>.
 */
record V1Cpu(Path directory) {
    private static final String POINTER = "/linux/resources/cpu";
    private static final long MIN_SHARES = 2;
    private static final long MAX_SHARES = 262_144;

    void apply(Cpu cpu) {
        // An idle group refuses shares.
        Long idle = cpu.idle();
        if (idle != null && idle == 0) {
            write("cpu.idle", idle, "/idle");
        }
        if (cpu.shares() != null && isSet(cpu.shares())) {
            applyShares(cpu.shares());
        }
        applyBandwidth(cpu);
        applyRealtime(cpu);
        if (idle != null && idle != 0) {
            write("cpu.idle", idle, "/idle");
        }
    }

    /** The kernel would clamp the value without a word. */
    private void applyShares(long shares) {
        if (shares < 0 || shares > MAX_SHARES) {
            throw new CgroupException(
                    POINTER + "/shares", "the maximum allowed cpu-shares is " + MAX_SHARES);
        }
        if (shares < MIN_SHARES) {
            throw new CgroupException(
                    POINTER + "/shares", "the minimum allowed cpu-shares is " + MIN_SHARES);
        }
        write("cpu.shares", shares, "/shares");
    }

    /**
     * The kernel checks each value against the others that stand at that moment: what it refuses
     * before the quota is written is tried again after it.
     */
    private void applyBandwidth(Cpu cpu) {
        boolean quota = isSet(cpu.quotaMicros());
        boolean periodLeft = isSet(cpu.periodMicros()) && !tryPeriod(cpu, quota);
        boolean burstLeft = cpu.burstMicros() != null && !tryBurst(cpu, quota);
        if (quota) {
            write("cpu.cfs_quota_us", cpu.quotaMicros(), "/quota");
        }
        if (periodLeft) {
            write("cpu.cfs_period_us", cpu.periodMicros(), "/period");
        }
        if (burstLeft) {
            write("cpu.cfs_burst_us", cpu.burstMicros(), "/burst");
        }
    }

    private boolean tryPeriod(Cpu cpu, boolean later) {
        return tryWrite("cpu.cfs_period_us", cpu.periodMicros(), "/period", later);
    }

    private boolean tryBurst(Cpu cpu, boolean later) {
        return tryWrite("cpu.cfs_burst_us", cpu.burstMicros(), "/burst", later);
    }

    private void applyRealtime(Cpu cpu) {
        boolean runtime = isSet(cpu.realtimeRuntimeMicros());
        boolean periodLeft =
                isSet(cpu.realtimePeriodMicros())
                        && !tryWrite(
                                "cpu.rt_period_us",
                                cpu.realtimePeriodMicros(),
                                "/realtimePeriod",
                                runtime);
        if (runtime) {
            write("cpu.rt_runtime_us", cpu.realtimeRuntimeMicros(), "/realtimeRuntime");
        }
        if (periodLeft) {
            write("cpu.rt_period_us", cpu.realtimePeriodMicros(), "/realtimePeriod");
        }
    }

    /** False when the kernel refuses the value for now and it can be tried again later. */
    private boolean tryWrite(String file, @Nullable Long value, String property, boolean later) {
        try {
            write(file, value, property);
            return true;
        } catch (CgroupException e) {
            if (later && e.errno().filter(n -> n == Errno.EINVAL).isPresent()) {
                return false;
            }
            throw e;
        }
    }

    private void write(String file, @Nullable Long value, String property) {
        CgroupFiles.write(directory, file, String.valueOf(value), POINTER + property);
    }
}
