package dev.carafe.cgroup;

import static dev.carafe.cgroup.Controller.isSet;
import static java.util.Objects.requireNonNull;

import dev.carafe.spec.resources.Cpu;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The cpuset controller: its limits, and the making of cgroups in version 1, whose new cgroups have
 * no CPUs and no memory nodes and take no process until they do; <a
 * href="https://docs.kernel.org/admin-guide/cgroup-v1/cpusets.html">cpusets</a>.
 */
final class Cpuset {
    private static final String CPUS = "cpuset.cpus";
    private static final String MEMS = "cpuset.mems";

    private Cpuset() {}

    /** Writes the limits; both versions have the same files. */
    static void limit(Path directory, Cpu cpu) {
        if (cpu.cpus() != null && isSet(cpu.cpus())) {
            CgroupFiles.write(directory, CPUS, cpu.cpus(), "/linux/resources/cpu/cpus");
        }
        if (cpu.mems() != null && isSet(cpu.mems())) {
            CgroupFiles.write(directory, MEMS, cpu.mems(), "/linux/resources/cpu/mems");
        }
    }

    /** Makes a directory and those above it, each with what the one above it has. */
    static void makeAll(Path mount, Path directory, NewDirectories directories) {
        if (directories.makeLeaf(directory) && inheritFromParent(directory)) {
            return;
        }
        String cpus = CgroupFiles.read(mount, CPUS);
        String mems = CgroupFiles.read(mount, MEMS);
        Path current = mount;
        for (Path name : mount.relativize(directory)) {
            current = current.resolve(name);
            if (!Files.isDirectory(current)) {
                directories.make(current);
            }
            cpus = inherit(current, CPUS, cpus);
            mems = inherit(current, MEMS, mems);
        }
    }

    /** False when the directory above has none either. */
    private static boolean inheritFromParent(Path directory) {
        Path parent = requireNonNull(directory.getParent(), "the root is no new cgroup");
        String cpus = CgroupFiles.read(parent, CPUS);
        String mems = CgroupFiles.read(parent, MEMS);
        if (cpus.isEmpty() || mems.isEmpty()) {
            return false;
        }
        CgroupFiles.write(directory, CPUS, cpus, "");
        CgroupFiles.write(directory, MEMS, mems, "");
        return true;
    }

    /** The value that holds: another's choice stays. */
    private static String inherit(Path directory, String file, String above) {
        String own = CgroupFiles.read(directory, file);
        if (!own.isEmpty()) {
            return own;
        }
        CgroupFiles.write(directory, file, above, "");
        return above;
    }
}
