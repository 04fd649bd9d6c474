package dev.carafe.cgroup;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.spec.resources.BlockIo;
import dev.carafe.spec.resources.Cpu;
import dev.carafe.spec.resources.Memory;
import dev.carafe.spec.resources.Network;
import dev.carafe.spec.resources.Resources;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The controllers whose limits have a property of their own; cgroups(7). */
enum Controller {
    MEMORY("memory", "memory"),
    CPU("cpu", "cpu"),
    CPUSET("cpuset", "cpuset"),
    PIDS("pids", "pids"),
    BLOCK_IO("blkio", "io"),
    HUGE_PAGES("hugetlb", "hugetlb"),
    NETWORK_CLASS("net_cls", ""),
    NETWORK_PRIORITY("net_prio", ""),
    RDMA("rdma", "rdma");

    private static final String RESOURCES = "/linux/resources";

    private final String v1Name;
    private final String v2Name;

    Controller(String v1Name, String v2Name) {
        this.v1Name = v1Name;
        this.v2Name = v2Name;
    }

    /** The name in version 1. */
    String v1Name() {
        return v1Name;
    }

    /** The name in version 2, which does not have all of them. */
    Optional<String> v2Name() {
        return v2Name.isEmpty() ? Optional.empty() : Optional.of(v2Name);
    }

    /** Whether the limit goes to the version 2 hierarchy: no version 1 hierarchy has it. */
    boolean isInV2(CgroupDirectories directories) {
        return directories.v2().isPresent() && !directories.v1().containsKey(v1Name);
    }

    /**
     * The controllers without which some limit could not be set, with the property that asks.
     *
     * <p>A limit of 0 is no limit, as in runc: Go writers emit it for "unset".
     *
     * @param directories which version a controller has here: version 2 does without some limits,
     *     with a warning
     */
    static Map<Controller, String> required(
            @Nullable Resources resources, CgroupDirectories directories) {
        Map<Controller, String> required = new EnumMap<>(Controller.class);
        if (resources == null) {
            return required;
        }
        add(required, MEMORY, "/memory", setsMemory(resources.memory(), directories));
        Cpu cpu = resources.cpu();
        if (cpu != null) {
            add(required, CPU, "/cpu", setsCpu(cpu, directories));
            add(required, CPUSET, "/cpu/mems", isSet(cpu.mems()));
            add(required, CPUSET, "/cpu/cpus", isSet(cpu.cpus()));
        }
        boolean setsPids = resources.pids() != null && resources.pids().limit() != null;
        add(required, PIDS, "/pids/limit", setsPids);
        add(required, BLOCK_IO, "/blockIO", setsBlockIo(resources.blockIo()));
        add(required, HUGE_PAGES, "/hugepageLimits", !resources.hugepageLimits().isEmpty());
        Network network = resources.network();
        if (network != null) {
            add(required, NETWORK_CLASS, "/network/classID", isSet(network.classId()));
            boolean setsPriorities = !network.priorities().isEmpty();
            add(required, NETWORK_PRIORITY, "/network/priorities", setsPriorities);
        }
        add(required, RDMA, "/rdma", !resources.rdma().isEmpty());
        return required;
    }

    private static void add(
            Map<Controller, String> required,
            Controller controller,
            String property,
            boolean isRequired) {
        if (isRequired) {
            required.put(controller, RESOURCES + property);
        }
    }

    private static boolean setsMemory(@Nullable Memory memory, CgroupDirectories directories) {
        if (memory == null) {
            return false;
        }
        boolean limits =
                isAnySet(memory.limitBytes(), memory.reservationBytes(), memory.swapBytes());
        boolean onlyInV1 =
                Boolean.TRUE.equals(memory.disableOomKiller())
                        || memory.swappiness() != null
                        || memory.useHierarchy() != null
                        || isAnySet(memory.kernelBytes(), memory.kernelTcpBytes());
        return limits || (onlyInV1 && !MEMORY.isInV2(directories));
    }

    private static boolean setsCpu(Cpu cpu, CgroupDirectories directories) {
        boolean limits =
                isAnySet(cpu.shares(), cpu.quotaMicros(), cpu.periodMicros())
                        || cpu.burstMicros() != null
                        || cpu.idle() != null;
        boolean onlyInV1 = isAnySet(cpu.realtimePeriodMicros(), cpu.realtimeRuntimeMicros());
        return limits || (onlyInV1 && !CPU.isInV2(directories));
    }

    /** Docker writes an empty object, or a weight of 0, for "nothing asked for". */
    private static boolean setsBlockIo(@Nullable BlockIo io) {
        return io != null
                && (isSet(io.weight())
                        || isSet(io.leafWeight())
                        || Stream.of(
                                        io.weightDevice(),
                                        io.throttleReadBpsDevice(),
                                        io.throttleWriteBpsDevice(),
                                        io.throttleReadIopsDevice(),
                                        io.throttleWriteIopsDevice())
                                .anyMatch(devices -> !devices.isEmpty()));
    }

    private static boolean isAnySet(@Nullable Long... values) {
        List<@Nullable Long> list = Arrays.asList(values);
        return list.stream().filter(Objects::nonNull).anyMatch(value -> value != 0);
    }

    static boolean isSet(@Nullable Long value) {
        return value != null && value != 0;
    }

    static boolean isSet(@Nullable Integer value) {
        return value != null && value != 0;
    }

    static boolean isSet(@Nullable String value) {
        return value != null && !value.isEmpty();
    }
}
