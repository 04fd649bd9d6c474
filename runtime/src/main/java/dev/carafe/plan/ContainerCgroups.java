package dev.carafe.plan;

import dev.carafe.linux.CgroupDirectories;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Gets a process into the control groups of a container that is there: the intermediate is born in
 * that of version 2, and joins those of version 1 through files that the client opened. It closes
 * all of them before it makes what the container can see: from a directory of a cgroup's, whoever
 * may trace it would come to the host's root.
 */
final class ContainerCgroups {
    private static final String POINTER = "/linux/cgroupsPath";

    private final ProgramBuilder program;
    private final CgroupDirectories directories;
    private final List<Integer> files = new ArrayList<>();
    private int cloneSlot = Program.NO_SLOT;

    ContainerCgroups(Context context) {
        this.program = context.program();
        this.directories = context.request().cgroups();
    }

    /** Opens what is needed, with the rights of the caller. */
    void open() {
        // Joined controllers share a directory, which is joined once.
        for (Path directory : new TreeSet<>(directories.v1().values())) {
            files.add(open(directory.resolve("tasks"), HostFile.WRITE_ONLY));
        }
        directories.v2().ifPresent(path -> cloneSlot = open(path, HostFile.READ_ONLY));
    }

    private int open(Path path, int flags) {
        int slot = program.newSlot();
        program.host(new DescriptorOperation.OpenFile(slot, path.toString(), flags), POINTER);
        return slot;
    }

    /** Slot of the directory that the intermediate is cloned into, or {@link Program#NO_SLOT}. */
    int cloneSlot() {
        return cloneSlot;
    }

    /** Joins those of version 1. */
    void join() {
        for (int slot : files) {
            program.add(Phase.ENTER, new IdentityOperation.JoinCgroup(slot), POINTER);
        }
    }
}
