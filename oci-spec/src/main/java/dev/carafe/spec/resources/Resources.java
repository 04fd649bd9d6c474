package dev.carafe.spec.resources;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Limits for the container's control group; config-linux.md, "Control groups".
 *
 * <p>A {@code null} component leaves that controller alone.
 *
 * @param devices device access rules, applied in order
 * @param memory memory
 * @param cpu CPU time and cpuset
 * @param pids number of tasks
 * @param blockIo block I/O
 * @param hugepageLimits huge pages
 * @param network network classes and priorities
 * @param rdma RDMA limits by device
 * @param unified cgroup v2 file names and what is written to them
 */
public record Resources(
        List<DeviceRule> devices,
        @Nullable Memory memory,
        @Nullable Cpu cpu,
        @Nullable Pids pids,
        @Nullable BlockIo blockIo,
        List<HugepageLimit> hugepageLimits,
        @Nullable Network network,
        Map<String, Rdma> rdma,
        Map<String, String> unified) {
    public Resources {
        devices = List.copyOf(devices);
        hugepageLimits = List.copyOf(hugepageLimits);
        rdma = Collections.unmodifiableMap(new LinkedHashMap<>(rdma));
        unified = Collections.unmodifiableMap(new LinkedHashMap<>(unified));
    }
}
