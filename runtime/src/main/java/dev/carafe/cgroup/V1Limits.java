package dev.carafe.cgroup;

import static dev.carafe.cgroup.Controller.isSet;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.spec.resources.Cpu;
import dev.carafe.spec.resources.Pids;
import dev.carafe.spec.resources.Resources;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Limits of version 1 controllers; <a
 * href="https://docs.kernel.org/admin-guide/cgroup-v1/index.html">Control Groups version 1</a>.
 */
record V1Limits(CgroupDirectories directories) implements Limits {
    @Override
    public void apply(Resources resources, List<String> warnings) {
        Map<Controller, String> required = Controller.required(resources);
        required.forEach(this::requireMounted);
        Cpu cpu = resources.cpu();
        if (cpu != null && required.containsKey(Controller.CPU)) {
            new V1Cpu(path(Controller.CPU)).apply(cpu);
        }
        if (cpu != null && required.containsKey(Controller.CPUSET)) {
            applyCpuset(cpu);
        }
        if (resources.memory() != null) {
            MemoryWarnings.add(resources.memory(), warnings);
        }
        if (resources.memory() != null && required.containsKey(Controller.MEMORY)) {
            new V1Memory(path(Controller.MEMORY)).apply(resources.memory());
        }
        Pids pids = resources.pids();
        if (pids != null && pids.limit() != null) {
            PidsLimit.write(path(Controller.PIDS), pids.limit());
        }
    }

    private void applyCpuset(Cpu cpu) {
        Path cpuset = path(Controller.CPUSET);
        if (cpu.cpus() != null && isSet(cpu.cpus())) {
            CgroupFiles.write(cpuset, "cpuset.cpus", cpu.cpus(), "/linux/resources/cpu/cpus");
        }
        if (cpu.mems() != null && isSet(cpu.mems())) {
            CgroupFiles.write(cpuset, "cpuset.mems", cpu.mems(), "/linux/resources/cpu/mems");
        }
    }

    private Path path(Controller controller) {
        return CgroupPaths.required(directories, controller.controllerName());
    }

    private void requireMounted(Controller controller, String pointer) {
        if (!directories.v1().containsKey(controller.controllerName())) {
            throw new CgroupException(
                    pointer,
                    "cannot set "
                            + controller.controllerName()
                            + " limit: container could not join or create cgroup (the controller is"
                            + " not mounted, or not writable)");
        }
    }
}
