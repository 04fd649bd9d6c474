package dev.carafe.cgroup;

import java.nio.file.Path;

/** The same file in both versions. */
final class PidsLimit {
    private PidsLimit() {}

    static void write(Path directory, long limit) {
        // With a limit of 0, init itself could not be cloned into the cgroup. 1 says the same: init
        // and no other.
        String value = limit < 0 ? "max" : Long.toString(Math.max(1, limit));
        CgroupFiles.write(directory, "pids.max", value, "/linux/resources/pids/limit");
    }
}
