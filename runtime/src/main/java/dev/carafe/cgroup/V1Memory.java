package dev.carafe.cgroup;

import static dev.carafe.cgroup.Controller.isSet;

import dev.carafe.linux.Errno;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.resources.Memory;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The memory controller of version 1; <a
 * href="https://docs.kernel.org/admin-guide/cgroup-v1/memory.html">Memory Resource Controller</a>.
 */
record V1Memory(Path directory) {
    private static final String LIMIT = "memory.limit_in_bytes";
    private static final String LIMIT_AND_SWAP = "memory.memsw.limit_in_bytes";
    private static final String POINTER = "/linux/resources/memory";

    void apply(Memory memory, List<Problem> warnings) {
        if (memory.useHierarchy() != null) {
            write("memory.use_hierarchy", memory.useHierarchy() ? 1L : 0L, "/useHierarchy");
        }
        applyLimits(memory.limitBytes(), memory.swapBytes());
        if (isSet(memory.reservationBytes())) {
            write("memory.soft_limit_in_bytes", memory.reservationBytes(), "/reservation");
        }
        if (Boolean.TRUE.equals(memory.disableOomKiller())) {
            write("memory.oom_control", 1L, "/disableOOMKiller");
        }
        Long swappiness = memory.swappiness();
        if (swappiness != null && swappiness != -1) {
            if (swappiness < 0 || swappiness > 100) {
                throw new CgroupException(
                        POINTER + "/swappiness",
                        "invalid memory swappiness value: "
                                + swappiness
                                + " (valid range is 0-100)");
            }
            write("memory.swappiness", swappiness, "/swappiness");
        }
        applyDeprecated("memory.kmem.limit_in_bytes", memory.kernelBytes(), "/kernel", warnings);
        applyDeprecated(
                "memory.kmem.tcp.limit_in_bytes", memory.kernelTcpBytes(), "/kernelTCP", warnings);
    }

    /**
     * Kernels lose these limits step by step: the file is gone, or refuses, or takes any value and
     * does nothing. A limit that does not hold is warned about, since runc never sets them.
     */
    private void applyDeprecated(
            String file, @Nullable Long limit, String property, List<Problem> warnings) {
        if (limit != null && isSet(limit) && !takesHold(file, limit, property)) {
            warnings.add(
                    new Problem(
                            POINTER + property,
                            "has no effect, as the kernel does not have this limit any more"));
        }
    }

    private boolean takesHold(String file, long limit, String property) {
        try {
            write(file, limit, property);
        } catch (CgroupException e) {
            if (e.errno().filter(n -> n == Errno.ENOENT || n == Errno.EOPNOTSUPP).isPresent()) {
                return false;
            }
            throw e;
        }
        long held = Long.parseUnsignedLong(CgroupFiles.read(directory, file));
        return limit < 0 || Long.compareUnsigned(held, limit) <= 0;
    }

    /** The kernel holds memory &le; memory and swap at every moment, so the order matters. */
    private void applyLimits(@Nullable Long limit, @Nullable Long swap) {
        boolean unlimited = limit != null && limit == -1;
        Long both = isSet(swap) || !unlimited || !hasSwapAccounting() ? swap : Long.valueOf(-1);
        if (isSet(limit) && both != null && isSet(both)) {
            long current = Long.parseUnsignedLong(CgroupFiles.read(directory, LIMIT));
            if (both < 0 || Long.compareUnsigned(current, both) < 0) {
                writeSwap(both);
                writeLimit(limit);
                return;
            }
        }
        if (isSet(limit)) {
            writeLimit(limit);
        }
        if (isSet(both)) {
            writeSwap(both);
        }
    }

    private boolean hasSwapAccounting() {
        return directory.resolve(LIMIT_AND_SWAP).toFile().exists();
    }

    private void writeSwap(@Nullable Long both) {
        try {
            write(LIMIT_AND_SWAP, both, "/swap");
        } catch (CgroupException e) {
            boolean isMissing = e.errno().filter(n -> n == Errno.ENOENT).isPresent();
            throw isMissing ? e.withHint(POINTER + "/swap", "the kernel does not account swap") : e;
        }
    }

    private void writeLimit(@Nullable Long limit) {
        try {
            write(LIMIT, limit, "/limit");
        } catch (CgroupException e) {
            if (e.errno().filter(n -> n == Errno.EBUSY).isEmpty()) {
                throw e;
            }
            throw new CgroupException(
                    POINTER + "/limit",
                    "unable to set memory limit to "
                            + limit
                            + " (current usage: "
                            + CgroupFiles.read(directory, "memory.usage_in_bytes")
                            + ", peak usage: "
                            + CgroupFiles.read(directory, "memory.max_usage_in_bytes")
                            + ")");
        }
    }

    private void write(String file, @Nullable Long value, String property) {
        CgroupFiles.write(directory, file, String.valueOf(value), POINTER + property);
    }
}
