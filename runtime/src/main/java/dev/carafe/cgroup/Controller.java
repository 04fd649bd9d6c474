package dev.carafe.cgroup;

import dev.carafe.spec.resources.Cpu;
import dev.carafe.spec.resources.Memory;
import dev.carafe.spec.resources.Pids;
import dev.carafe.spec.resources.Resources;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The controllers whose limits are set here. */
enum Controller {
    MEMORY,
    CPU,
    CPUSET,
    PIDS;

    private static final String RESOURCES = "/linux/resources";

    /** The name in the kernel. */
    String controllerName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a version 2 cgroup in threaded mode cannot have it; cgroups(7). */
    boolean needsDomain() {
        return this == MEMORY;
    }

    /**
     * The controllers without which some limit could not be set, with the property that asks.
     *
     * <p>A limit of 0 is no limit, as in runc: Go writers emit it for "unset".
     */
    static Map<Controller, String> required(@Nullable Resources resources) {
        Map<Controller, String> required = new EnumMap<>(Controller.class);
        if (resources == null) {
            return required;
        }
        if (setsMemory(resources.memory())) {
            required.put(MEMORY, RESOURCES + "/memory");
        }
        Cpu cpu = resources.cpu();
        if (setsCpu(cpu)) {
            required.put(CPU, RESOURCES + "/cpu");
        }
        if (cpu != null && (isSet(cpu.cpus()) || isSet(cpu.mems()))) {
            required.put(CPUSET, RESOURCES + (isSet(cpu.cpus()) ? "/cpu/cpus" : "/cpu/mems"));
        }
        Pids pids = resources.pids();
        if (pids != null && pids.limit() != null) {
            required.put(PIDS, RESOURCES + "/pids/limit");
        }
        return required;
    }

    private static boolean setsMemory(@Nullable Memory memory) {
        return memory != null
                && (isSet(memory.limitBytes())
                        || isSet(memory.reservationBytes())
                        || isSet(memory.swapBytes())
                        || Boolean.TRUE.equals(memory.disableOomKiller())
                        || memory.swappiness() != null);
    }

    private static boolean setsCpu(@Nullable Cpu cpu) {
        return cpu != null
                && (Stream.of(
                                        cpu.shares(),
                                        cpu.quotaMicros(),
                                        cpu.periodMicros(),
                                        cpu.realtimePeriodMicros(),
                                        cpu.realtimeRuntimeMicros())
                                .filter(Objects::nonNull)
                                .anyMatch(value -> value != 0)
                        || cpu.burstMicros() != null
                        || cpu.idle() != null);
    }

    static boolean isSet(@Nullable Long value) {
        return value != null && value != 0;
    }

    static boolean isSet(@Nullable String value) {
        return value != null && !value.isEmpty();
    }
}
