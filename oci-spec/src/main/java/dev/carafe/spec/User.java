package dev.carafe.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom a process runs as, in ids of the container; config.md, "POSIX-platform User".
 *
 * @param uid user id, 0 to 2^32 - 2
 * @param gid group id, 0 to 2^32 - 2
 * @param umask file mode creation mask, 0 to 0777; left alone when absent
 * @param additionalGids supplementary group ids
 */
public record User(long uid, long gid, @Nullable Integer umask, List<Long> additionalGids) {
    public User {
        additionalGids = List.copyOf(additionalGids);
    }
}
