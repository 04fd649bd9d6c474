package dev.carafe.spec;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A device node inside the container; config-linux.md, "Devices".
 *
 * @param type kind of node
 * @param path absolute path inside the container
 * @param major major number; 0 for a FIFO that gives none
 * @param minor minor number; 0 for a FIFO that gives none
 * @param fileMode permission bits in the low 12 bits; some engines write the file type above them
 * @param uid owner in the container, 0 to 2^32 - 1; 0 when absent
 * @param gid group in the container, 0 to 2^32 - 1; 0 when absent
 */
public record Device(
        DeviceType type,
        String path,
        long major,
        long minor,
        @Nullable Long fileMode,
        @Nullable Long uid,
        @Nullable Long gid) {
    public Device {
        requireNonNull(type, "type is null");
        requireNonNull(path, "path is null");
    }
}
