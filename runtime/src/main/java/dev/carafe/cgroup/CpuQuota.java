package dev.carafe.cgroup;

import dev.carafe.spec.resources.Cpu;
import dev.carafe.spec.resources.Resources;
import org.jspecify.annotations.Nullable;

/** CPU bandwidth in systemd's terms: microseconds of CPU time for each second. */
final class CpuQuota {
    /** What a period is when nobody says. */
    private static final long DEFAULT_PERIOD_MICROS = 100_000;

    private static final long MICROS_PER_SECOND = 1_000_000;

    /** systemd keeps whole percents of a CPU. */
    private static final long STEP = MICROS_PER_SECOND / 100;

    private CpuQuota() {}

    /** The quota for each second, rounded up to whole percents, as runc does. */
    static long perSecond(long quotaMicros, @Nullable Long periodMicros) {
        long exact = quotaMicros * MICROS_PER_SECOND / period(periodMicros);
        return Math.ceilDiv(exact, STEP) * STEP;
    }

    /**
     * The same resources with the quota that systemd is told, so that a reload of systemd writes
     * what is there already.
     */
    static Resources rounded(Resources resources) {
        Cpu cpu = resources.cpu();
        Long quota = cpu == null ? null : cpu.quotaMicros();
        if (cpu == null || quota == null || quota <= 0) {
            return resources;
        }
        long rounded =
                perSecond(quota, cpu.periodMicros())
                        * period(cpu.periodMicros())
                        / MICROS_PER_SECOND;
        Cpu changed =
                new Cpu(
                        cpu.shares(),
                        rounded,
                        cpu.burstMicros(),
                        cpu.periodMicros(),
                        cpu.realtimeRuntimeMicros(),
                        cpu.realtimePeriodMicros(),
                        cpu.cpus(),
                        cpu.mems(),
                        cpu.idle());
        return new Resources(
                resources.devices(),
                resources.memory(),
                changed,
                resources.pids(),
                resources.blockIo(),
                resources.hugepageLimits(),
                resources.network(),
                resources.rdma(),
                resources.unified());
    }

    private static long period(@Nullable Long periodMicros) {
        return periodMicros == null || periodMicros == 0 ? DEFAULT_PERIOD_MICROS : periodMicros;
    }
}
