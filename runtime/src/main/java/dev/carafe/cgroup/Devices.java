package dev.carafe.cgroup;

import dev.carafe.linux.DeviceProgram;
import dev.carafe.linux.Errno;
import dev.carafe.linux.KernelException;
import dev.carafe.spec.resources.DeviceRule;
import java.nio.file.Path;
import java.util.List;

/** Where a cgroup's device rules go. */
sealed interface Devices {
    /** Lets the rules hold, which apply in order; what none of them is about is denied. */
    void apply(List<DeviceRule> rules);

    /**
     * In a user namespace nobody may change device access, and nobody needs to: mknod is denied.
     */
    record Untouched() implements Devices {
        @Override
        public void apply(List<DeviceRule> rules) {}
    }

    /**
     * The version 1 controller.
     *
     * @param lenient whether to do without where that is not permitted: without privilege the
     *     kernel denies mknod itself
     */
    record V1(Path directory, boolean lenient) implements Devices {
        @Override
        public void apply(List<DeviceRule> rules) {
            DeviceList list = DeviceList.of(rules);
            String pointer = "/linux/resources/devices";
            try {
                CgroupFiles.write(directory, list.defaultFile(), "a", pointer);
                CgroupFiles.writeAll(directory, list.exceptionFile(), list.lines(), pointer);
            } catch (CgroupException e) {
                if (!lenient || !CgroupFiles.isPermission(e)) {
                    throw e;
                }
            }
        }
    }

    /**
     * An eBPF program of a version 2 cgroup.
     *
     * @param lenient as with version 1
     * @param shared whether the programs that are there stay, and all must allow: one is systemd's,
     *     which attaches it again whenever it is reloaded
     */
    record V2(Path directory, boolean lenient, boolean shared) implements Devices {
        @Override
        public void apply(List<DeviceRule> rules) {
            byte[] program = BpfInstruction.encode(DeviceFilter.compile(rules));
            try {
                if (shared) {
                    DeviceProgram.add(directory, program);
                } else {
                    DeviceProgram.attach(directory, program);
                }
            } catch (KernelException e) {
                if (lenient && (e.errno() == Errno.EPERM || e.errno() == Errno.EACCES)) {
                    return;
                }
                throw CgroupException.kernel("/linux/resources/devices", directory, e);
            }
        }
    }
}
