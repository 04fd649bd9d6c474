package dev.carafe.cgroup;

import static dev.carafe.cgroup.Controller.isSet;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.spec.resources.Cpu;
import dev.carafe.spec.resources.Memory;
import dev.carafe.spec.resources.Resources;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Completes a change by the limits that hold: some depend on others, which the change need not
 * name. They are read from the kernel, so that what others have changed since counts as well.
 *
 * @param directories the control group's
 */
record CurrentLimits(CgroupDirectories directories) {
    private static final String UNLIMITED = "max";

    /**
     * The same change with what it leaves open and depends on.
     *
     * @throws CgroupException when it makes no sense beside what holds
     */
    Resources complete(Resources change) {
        Memory memory = change.memory();
        Cpu cpu = change.cpu();
        return new Resources(
                change.devices(),
                memory == null ? null : complete(memory),
                cpu == null ? null : complete(cpu),
                change.pids(),
                change.blockIo(),
                change.hugepageLimits(),
                change.network(),
                change.rdma(),
                change.unified());
    }

    /** Version 2 limits swap alone, the spec memory and swap together. */
    private Memory complete(Memory memory) {
        if (!Controller.MEMORY.isInV2(directories)) {
            return memory;
        }
        Path directory = directories.v2().orElseThrow();
        Long limit = memory.limitBytes();
        Long both = memory.swapBytes();
        Optional<Long> current = bytes(directory, "memory.max");
        Optional<Long> swap = bytes(directory, "memory.swap.max");
        if (limit != null && limit > 0 && !isSet(both) && current.isPresent()) {
            both = swap.map(alone -> alone + current.get()).orElse(null);
            if (both != null && both < limit) {
                throw new CgroupException(
                        "/linux/resources/memory/limit",
                        "memory+swap limit should be >= memory limit: it is %d, and %d is asked"
                                        .formatted(both, limit)
                                + " for; change it as well");
            }
        } else if (both != null && both > 0 && !isSet(limit)) {
            limit = current.orElse(limit);
        }
        return new Memory(
                limit,
                memory.reservationBytes(),
                both,
                memory.kernelBytes(),
                memory.kernelTcpBytes(),
                memory.swappiness(),
                memory.disableOomKiller(),
                memory.useHierarchy(),
                memory.checkBeforeUpdate());
    }

    /** Quota and period are one file in version 2, and one ratio for systemd. */
    private Cpu complete(Cpu cpu) {
        Long quota = cpu.quotaMicros();
        Long period = cpu.periodMicros();
        if (isSet(quota) == isSet(period)) {
            return cpu;
        }
        return new Cpu(
                cpu.shares(),
                isSet(quota) ? quota : currentQuota(),
                cpu.burstMicros(),
                isSet(period) ? period : currentPeriod(),
                cpu.realtimeRuntimeMicros(),
                cpu.realtimePeriodMicros(),
                cpu.cpus(),
                cpu.mems(),
                cpu.idle());
    }

    private @Nullable Long currentQuota() {
        String text = Controller.CPU.isInV2(directories) ? cpuMax(0) : v1Cpu("cpu.cfs_quota_us");
        return text.isEmpty()
                ? null
                : text.equals(UNLIMITED) ? Long.valueOf(-1) : Long.valueOf(text);
    }

    private @Nullable Long currentPeriod() {
        String text = Controller.CPU.isInV2(directories) ? cpuMax(1) : v1Cpu("cpu.cfs_period_us");
        return text.isEmpty() ? null : Long.valueOf(text);
    }

    /** Quota and period; empty where the controller is not there. */
    private String cpuMax(int word) {
        return directories
                .v2()
                .flatMap(directory -> CgroupFiles.readIfPresent(directory, "cpu.max"))
                .map(text -> text.split(" ", -1)[word])
                .orElse("");
    }

    private String v1Cpu(String file) {
        Path directory = directories.v1().get(Controller.CPU.v1Name());
        return directory == null ? "" : CgroupFiles.readIfPresent(directory, file).orElse("");
    }

    private static Optional<Long> bytes(Path directory, String file) {
        return CgroupFiles.readIfPresent(directory, file)
                .filter(text -> !text.equals(UNLIMITED))
                .map(Long::valueOf);
    }
}
