package dev.carafe.cgroup;

import dev.carafe.linux.Errno;
import dev.carafe.spec.resources.HugepageLimit;
import java.nio.file.Path;
import java.util.List;

/**
 * The hugetlb controller of both versions; <a
 * href="https://docs.kernel.org/admin-guide/cgroup-v1/hugetlb.html">HugeTLB Controller</a>.
 */
final class HugePages {
    private static final String POINTER = "/linux/resources/hugepageLimits/";

    private HugePages() {}

    /**
     * Limits what is used and, where the kernel counts them, what is reserved.
     *
     * @param suffix the end of the files' names, which depends on the version
     */
    static void write(Path directory, String suffix, List<HugepageLimit> limits) {
        for (int i = 0; i < limits.size(); i++) {
            String pageSize = limits.get(i).pageSize();
            String bytes = Long.toUnsignedString(limits.get(i).limitBytes());
            String file = "hugetlb." + pageSize + ".";
            try {
                CgroupFiles.write(directory, file + suffix, bytes, POINTER + i);
            } catch (CgroupException e) {
                throw isMissing(e)
                        ? e.withHint(POINTER + i, "the kernel has no pages of " + pageSize)
                        : e;
            }
            writeReservation(directory, file + "rsvd." + suffix, bytes, POINTER + i);
        }
    }

    private static void writeReservation(
            Path directory, String file, String bytes, String pointer) {
        try {
            CgroupFiles.write(directory, file, bytes, pointer);
        } catch (CgroupException e) {
            // The spec falls back to the limit of what is used, which is set.
            if (!isMissing(e)) {
                throw e;
            }
        }
    }

    private static boolean isMissing(CgroupException e) {
        return e.errno().filter(n -> n == Errno.ENOENT).isPresent();
    }
}
