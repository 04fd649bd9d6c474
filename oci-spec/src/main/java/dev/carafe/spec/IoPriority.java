package dev.carafe.spec;

import static java.util.Objects.requireNonNull;

/**
 * I/O priority of a process group; ioprio_set(2).
 *
 * @param ioClass {@code IOPRIO_CLASS_RT}, {@code _BE} or {@code _IDLE}
 * @param priority 0 (highest) to 7
 */
public record IoPriority(String ioClass, int priority) {
    public IoPriority {
        requireNonNull(ioClass, "ioClass is null");
    }
}
