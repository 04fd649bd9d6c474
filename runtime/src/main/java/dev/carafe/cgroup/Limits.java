package dev.carafe.cgroup;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.Errno;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.resources.BlockIo;
import dev.carafe.spec.resources.Cpu;
import dev.carafe.spec.resources.HugepageLimit;
import dev.carafe.spec.resources.Memory;
import dev.carafe.spec.resources.Network;
import dev.carafe.spec.resources.Pids;
import dev.carafe.spec.resources.Rdma;
import dev.carafe.spec.resources.Resources;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes {@code linux.resources} to a container's cgroups, each controller's limits in the
 * hierarchy that has it: version 1 where it is mounted there, version 2 otherwise.
 */
final class Limits {
    private final CgroupDirectories directories;
    private final List<Problem> warnings;

    /**
     * The limits of one container.
     *
     * @param warnings receives each property that is accepted and has no effect
     */
    Limits(CgroupDirectories directories, List<Problem> warnings) {
        this.directories = directories;
        this.warnings = warnings;
    }

    /** Writes what the resources set; {@code unified} comes last and overrides the rest. */
    void apply(Resources resources) {
        Map<Controller, String> required = Controller.required(resources, directories);
        required.forEach(this::requireHierarchy);
        Unified.check(resources.unified(), directories);
        Pids pids = resources.pids();
        if (pids != null && pids.limit() != null) {
            pids(pids.limit(), required);
        }
        if (resources.memory() != null) {
            memory(resources.memory(), required);
        }
        if (resources.blockIo() != null) {
            blockIo(resources.blockIo(), required);
        }
        if (resources.cpu() != null) {
            cpu(resources.cpu(), required);
        }
        hugePages(resources.hugepageLimits(), required);
        if (resources.network() != null) {
            network(resources.network(), required);
        }
        rdma(resources.rdma(), required);
        Unified.write(resources.unified(), directories);
    }

    private void pids(long limit, Map<Controller, String> required) {
        Consumer<Path> write = directory -> PidsLimit.write(directory, limit);
        set(Controller.PIDS, required, write, write);
    }

    private void memory(Memory memory, Map<Controller, String> required) {
        if (Controller.MEMORY.isInV2(directories)) {
            V2Memory.warn(memory, warnings);
        }
        set(
                Controller.MEMORY,
                required,
                v1 -> new V1Memory(v1).apply(memory, warnings),
                v2 -> new V2Memory(v2).apply(memory));
    }

    private void blockIo(BlockIo io, Map<Controller, String> required) {
        set(
                Controller.BLOCK_IO,
                required,
                v1 -> new V1BlockIo(v1).apply(io),
                v2 -> new V2BlockIo(v2).apply(io));
    }

    private void cpu(Cpu cpu, Map<Controller, String> required) {
        if (Controller.CPU.isInV2(directories)) {
            V2Cpu.warn(cpu, warnings);
        }
        set(
                Controller.CPU,
                required,
                v1 -> new V1Cpu(v1).apply(cpu),
                v2 -> new V2Cpu(v2).apply(cpu));
        Consumer<Path> cpuset = directory -> Cpuset.limit(directory, cpu);
        set(Controller.CPUSET, required, cpuset, cpuset);
    }

    private void hugePages(List<HugepageLimit> limits, Map<Controller, String> required) {
        set(
                Controller.HUGE_PAGES,
                required,
                v1 -> HugePages.write(v1, "limit_in_bytes", limits),
                v2 -> HugePages.write(v2, "max", limits));
    }

    /** Version 2 has neither controller: {@link #requireHierarchy} has refused it. */
    private void network(Network network, Map<Controller, String> required) {
        Consumer<Path> none = v2 -> {};
        Long classId = network.classId();
        if (classId != null) {
            set(Controller.NETWORK_CLASS, required, v1 -> V1Network.writeClass(v1, classId), none);
        }
        set(
                Controller.NETWORK_PRIORITY,
                required,
                v1 -> V1Network.writePriorities(v1, network.priorities()),
                none);
    }

    private void rdma(Map<String, Rdma> limits, Map<Controller, String> required) {
        Consumer<Path> write = directory -> RdmaLimits.write(directory, limits);
        set(Controller.RDMA, required, write, write);
    }

    /** Has a controller's limits written in the hierarchy that has it, if any are set. */
    private void set(
            Controller controller,
            Map<Controller, String> required,
            Consumer<Path> v1,
            Consumer<Path> v2) {
        String pointer = required.get(controller);
        Path directory = directories.v1().get(controller.v1Name());
        if (pointer == null) {
            return;
        }
        if (directory != null) {
            v1.accept(directory);
            return;
        }
        Path unified = directories.v2().orElseThrow();
        try {
            v2.accept(unified);
        } catch (CgroupException e) {
            throw becauseOf(e, unified, controller.v2Name().orElseThrow(), pointer);
        }
    }

    /** A file that is missing is missing with its controller; then that is what to name. */
    private static CgroupException becauseOf(
            CgroupException failure, Path directory, String controller, String pointer) {
        boolean isMissing = failure.errno().filter(n -> n == Errno.ENOENT).isPresent();
        if (isMissing && !SubtreeControl.isAvailable(directory, controller)) {
            return SubtreeControl.unavailable(directory, controller, pointer, failure);
        }
        return failure;
    }

    private void requireHierarchy(Controller controller, String pointer) {
        if (directories.v1().containsKey(controller.v1Name())) {
            return;
        }
        if (directories.v2().isEmpty()) {
            throw new CgroupException(
                    pointer,
                    "cannot set "
                            + controller.v1Name()
                            + " limit: container could not join or create cgroup (the controller is"
                            + " not mounted, or not writable)");
        }
        if (controller.v2Name().isEmpty()) {
            throw new CgroupException(
                    pointer,
                    "needs controller "
                            + controller.v1Name()
                            + ", which cgroup v2 does not have and no cgroup v1 hierarchy here"
                            + " provides");
        }
    }
}
