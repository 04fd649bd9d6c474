package dev.carafe.cgroup;

import static dev.carafe.cgroup.Controller.isSet;

import dev.carafe.spec.resources.Memory;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The memory controller of version 2. */
record V2Memory(Path directory) {
    private static final String POINTER = "/linux/resources/memory";

    void apply(Memory memory, List<String> warnings) {
        if (Boolean.TRUE.equals(memory.disableOomKiller())) {
            warnings.add(POINTER + "/disableOOMKiller: has no effect with cgroup v2");
        }
        if (memory.swappiness() != null) {
            warnings.add(POINTER + "/swappiness: has no effect with cgroup v2");
        }
        long limit = orUnset(memory.limitBytes());
        if (Boolean.TRUE.equals(memory.checkBeforeUpdate())) {
            checkUse(limit);
        }
        writeSwap(limit, orUnset(memory.swapBytes()));
        if (limit != 0) {
            write("memory.max", limit, "/limit");
        }
        if (memory.reservationBytes() != null && isSet(memory.reservationBytes())) {
            write("memory.low", memory.reservationBytes(), "/reservation");
        }
    }

    private static long orUnset(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    private void checkUse(long limit) {
        long use = Long.parseLong(CgroupFiles.read(directory, "memory.current"));
        if (limit > 0 && limit < use) {
            throw new CgroupException(
                    POINTER + "/limit", "rejecting memory limit " + limit + " < usage " + use);
        }
    }

    /** The spec's swap is memory and swap together, version 2's is swap alone. */
    private void writeSwap(long limit, long both) {
        if (both == 0 && limit != -1) {
            return;
        }
        String pointer = POINTER + "/swap";
        long swap = swapAlone(limit, both);
        try {
            CgroupFiles.write(directory, "memory.swap.max", swap < 0 ? "max" : "" + swap, pointer);
        } catch (CgroupException e) {
            // Without swap accounting there is no file: no limit and no swap both hold already.
            if (!CgroupFiles.isGone(e) || swap > 0) {
                throw e;
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
