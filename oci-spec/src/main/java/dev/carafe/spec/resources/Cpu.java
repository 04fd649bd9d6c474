package dev.carafe.spec.resources;

import org.jspecify.annotations.Nullable;

/**
 * CPU limits; config-linux.md, "CPU".
 *
 * @param shares relative weight, unsigned
 * @param quotaMicros CPU time for each period; negative is "no limit"
 * @param burstMicros accumulated time beyond the quota, unsigned
 * @param periodMicros length of a period, unsigned
 * @param realtimeRuntimeMicros real-time CPU time for each period; v1 only
 * @param realtimePeriodMicros length of a real-time period, unsigned; v1 only
 * @param cpus list of CPUs
 * @param mems list of memory nodes
 * @param idle 1 for SCHED_IDLE weight, 0 for the default
 */
public record Cpu(
        @Nullable Long shares,
        @Nullable Long quotaMicros,
        @Nullable Long burstMicros,
        @Nullable Long periodMicros,
        @Nullable Long realtimeRuntimeMicros,
        @Nullable Long realtimePeriodMicros,
        @Nullable String cpus,
        @Nullable String mems,
        @Nullable Long idle) {}
