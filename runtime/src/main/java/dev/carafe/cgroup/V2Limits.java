package dev.carafe.cgroup;

import static dev.carafe.cgroup.Controller.isSet;

import dev.carafe.spec.resources.Cpu;
import dev.carafe.spec.resources.Pids;
import dev.carafe.spec.resources.Resources;
import java.nio.file.Path;
import java.util.List;

/**
 * Limits of version 2 controllers; <a
 * href="https://docs.kernel.org/admin-guide/cgroup-v2.html">Control Group v2</a>.
 */
record V2Limits(Path directory) implements Limits {
    @Override
    public void apply(Resources resources, List<String> warnings) {
        Pids pids = resources.pids();
        if (pids != null && pids.limit() != null) {
            PidsLimit.write(directory, pids.limit());
        }
        if (resources.memory() != null) {
            MemoryWarnings.add(resources.memory(), warnings);
            new V2Memory(directory).apply(resources.memory(), warnings);
        }
        Cpu cpu = resources.cpu();
        if (cpu != null) {
            new V2Cpu(directory).apply(cpu, warnings);
            applyCpuset(cpu);
        }
    }

    private void applyCpuset(Cpu cpu) {
        if (cpu.cpus() != null && isSet(cpu.cpus())) {
            CgroupFiles.write(directory, "cpuset.cpus", cpu.cpus(), "/linux/resources/cpu/cpus");
        }
        if (cpu.mems() != null && isSet(cpu.mems())) {
            CgroupFiles.write(directory, "cpuset.mems", cpu.mems(), "/linux/resources/cpu/mems");
        }
    }
}
