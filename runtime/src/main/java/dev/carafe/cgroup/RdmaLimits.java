package dev.carafe.cgroup;

import dev.carafe.spec.resources.Rdma;
import java.nio.file.Path;
import java.util.Map;

/**
 * The same file in both versions; <a
 * href="https://docs.kernel.org/admin-guide/cgroup-v1/rdma.html">RDMA Controller</a>.
 */
final class RdmaLimits {
    private static final String POINTER = "/linux/resources/rdma/";

    private RdmaLimits() {}

    static void write(Path directory, Map<String, Rdma> limits) {
        limits.forEach((device, limit) -> {
            StringBuilder line = new StringBuilder(device);
            if (limit.hcaHandles() != null) {
                line.append(" hca_handle=").append(limit.hcaHandles());
            }
            if (limit.hcaObjects() != null) {
                line.append(" hca_object=").append(limit.hcaObjects());
            }
            String pointer = POINTER + device.replace("~", "~0").replace("/", "~1");
            CgroupFiles.write(directory, "rdma.max", line.toString(), pointer);
        });
    }
}
