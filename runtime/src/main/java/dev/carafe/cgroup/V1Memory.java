package dev.carafe.cgroup;

import static dev.carafe.cgroup.Controller.isSet;

import dev.carafe.linux.Errno;
import dev.carafe.spec.resources.Memory;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The memory controller of version 1; <a
 * href="https://docs.kernel.org/admin-guide/cgroup-v1/memory.html">Memory Resource Controller</a>.
 */
record V1Memory(Path directory) {
    private static final String LIMIT = "memory.limit_in_bytes";
    private static final String LIMIT_AND_SWAP = "memory.memsw.limit_in_bytes";
    private static final String POINTER = "/linux/resources/memory";

    void apply(Memory memory) {
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
    }

    /** The kernel holds memory &le; memory and swap at every moment, so the order matters. */
    private void applyLimits(@Nullable Long limit, @Nullable Long swap) {
        boolean unlimited = limit != null && limit == -1;
        Long both = isSet(swap) || !unlimited || !hasSwapAccounting() ? swap : Long.valueOf(-1);
        if (isSet(limit) && both != null && isSet(both)) {
            long current = Long.parseUnsignedLong(CgroupFiles.read(directory, LIMIT));
            if (both < 0 || Long.compareUnsigned(current, both) < 0) {
                write(LIMIT_AND_SWAP, both, "/swap");
                writeLimit(limit);
                return;
            }
        }
        if (isSet(limit)) {
            writeLimit(limit);
        }
        if (isSet(both)) {
            write(LIMIT_AND_SWAP, both, "/swap");
        }
    }

    private boolean hasSwapAccounting() {
        return directory.resolve(LIMIT_AND_SWAP).toFile().exists();
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
