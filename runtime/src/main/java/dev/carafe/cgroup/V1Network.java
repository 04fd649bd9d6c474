package dev.carafe.cgroup;

import dev.carafe.spec.resources.InterfacePriority;
import java.nio.file.Path;
import java.util.List;

/** The net_cls and net_prio controllers, which only version 1 has. */
final class V1Network {
    private static final String POINTER = "/linux/resources/network";

    private V1Network() {}

    static void writeClass(Path directory, long classId) {
        String value = Long.toString(classId);
        CgroupFiles.write(directory, "net_cls.classid", value, POINTER + "/classID");
    }

    static void writePriorities(Path directory, List<InterfacePriority> priorities) {
        for (int i = 0; i < priorities.size(); i++) {
            InterfacePriority entry = priorities.get(i);
            CgroupFiles.write(
                    directory,
                    "net_prio.ifpriomap",
                    entry.name() + " " + entry.priority(),
                    POINTER + "/priorities/" + i);
        }
    }
}
