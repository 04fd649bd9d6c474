package dev.carafe.cgroup;

import static dev.carafe.cgroup.Controller.isSet;

import dev.carafe.spec.error.Problem;
import dev.carafe.spec.resources.Memory;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The memory controller of version 2. */
record V2Memory(Path directory) {
    private static final String MAX = "memory.max";
    private static final String POINTER = "/linux/resources/memory";

    /** Names what version 2 does not have; as in runc, nobody is refused for it. */
    static void warn(Memory memory, List<Problem> warnings) {
        warn(Boolean.TRUE.equals(memory.disableOomKiller()), "/disableOOMKiller", warnings);
        warn(memory.swappiness() != null, "/swappiness", warnings);
        warn(isSet(memory.kernelBytes()), "/kernel", warnings);
        warn(isSet(memory.kernelTcpBytes()), "/kernelTCP", warnings);
        // Version 2 does what true asks for.
        warn(Boolean.FALSE.equals(memory.useHierarchy()), "/useHierarchy", warnings);
    }

    private static void warn(boolean isGiven, String property, List<Problem> warnings) {
        if (isGiven) {
            warnings.add(new Problem(POINTER + property, "has no effect with cgroup v2"));
        }
    }

    void apply(Memory memory) {
        long limit = orUnset(memory.limitBytes());
        long both = orUnset(memory.swapBytes());
        if (Boolean.TRUE.equals(memory.checkBeforeUpdate())) {
            checkUse(limit, both);
        }
        // What is raised comes first, so that in between there is not less than before and after.
        if (both != 0 && limit != 0 && raisesMemory(limit)) {
            long swap = swapAlone(limit, both);
            writeLimit(limit);
            writeSwap(swap);
        } else {
            if (both != 0 || limit == -1) {
                writeSwap(swapAlone(limit, both));
            }
            writeLimit(limit);
        }
        if (memory.reservationBytes() != null && isSet(memory.reservationBytes())) {
            write("memory.low", memory.reservationBytes(), "/reservation");
        }
    }

    private static long orUnset(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    private boolean raisesMemory(long limit) {
        String current = CgroupFiles.read(directory, MAX);
        return !current.equals("max") && (limit < 0 || limit > Long.parseLong(current));
    }

    private void writeLimit(long limit) {
        if (limit != 0) {
            write(MAX, limit, "/limit");
        }
    }

    private void checkUse(long limit, long both) {
        long use = Long.parseLong(CgroupFiles.read(directory, "memory.current"));
        if (limit > 0 && limit < use) {
            throw new CgroupException(
                    POINTER + "/limit", "rejecting memory limit " + limit + " < usage " + use);
        }
        long swapped =
                CgroupFiles.readIfPresent(directory, "memory.swap.current")
                        .map(Long::valueOf)
                        .orElse(0L);
        if (both > 0 && both < use + swapped) {
            throw new CgroupException(
                    POINTER + "/swap",
                    "rejecting memory+swap limit " + both + " < usage " + (use + swapped));
        }
    }

    /** The spec's swap is memory and swap together, version 2's is swap alone. */
    private void writeSwap(long swap) {
        String pointer = POINTER + "/swap";
        try {
            CgroupFiles.write(directory, "memory.swap.max", swap < 0 ? "max" : "" + swap, pointer);
        } catch (CgroupException e) {
            // Without swap accounting there is no file: no limit and no swap both hold already.
            if (!CgroupFiles.isGone(e)) {
                throw e;
            }
            if (swap > 0) {
                throw e.withHint(pointer, "the kernel does not account swap");
            }
        }
    }

    /** Bytes of swap alone, -1 for no limit. */
    static long swapAlone(long limit, long both) {
        // As with version 1, no memory limit means no swap limit, unless there is one.
        if (both <= 0) {
            return -1;
        }
        if (limit == -1) {
            return both;
        }
        if (limit == 0) {
            throw new CgroupException(
                    POINTER + "/swap", "unable to set swap limit without memory limit");
        }
        if (both < limit) {
            throw new CgroupException(
                    POINTER + "/swap", "memory+swap limit should be >= memory limit");
        }
        return both - limit;
    }

    private void write(String file, long value, String property) {
        String text = value == -1 ? "max" : Long.toString(value);
        CgroupFiles.write(directory, file, text, POINTER + property);
    }
}
