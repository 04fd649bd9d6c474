package dev.carafe.plan;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.spec.NamespaceType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Gets init into its control groups: in version 2 by CLONE_INTO_CGROUP, in version 1 by itself,
 * through {@code tasks} files that the client opened. Attaching from outside waits for the kernel's
 * grace periods and takes fifty times as long.
 *
 * <p>In a cgroup namespace that was joined, clone3(2) would refuse what is outside of it (ENOENT,
 * where cgroup2 is mounted with {@code nsdelegate}). So init then joins by itself in version 2
 * also: for an open file the kernel looks at the namespace of whoever opened it, and at his rights.
 *
 * <p>systemd can only be told of a process that exists: then init waits, before it does anything
 * that costs memory, until the engine has had it moved.
 */
final class CgroupPlacement {
    private static final String POINTER = "/linux/cgroupsPath";

    private final Context context;
    private final CgroupDirectories directories;
    private final ProgramBuilder program;
    private final List<Integer> files = new ArrayList<>();
    private int cloneSlot = Program.NO_SLOT;

    CgroupPlacement(Context context) {
        this.context = context;
        this.directories = context.request().cgroups();
        this.program = context.program();
    }

    /** Opens what is needed, with the rights of the caller. */
    void open() {
        if (isPlacedFromOutside()) {
            return; // there is nothing to open yet
        }
        // Joined controllers share a directory, which is joined once.
        for (Path directory : new TreeSet<>(directories.v1().values())) {
            openForInit(directory.resolve("tasks"));
        }
        if (directories.v2().isEmpty()) {
            return;
        }
        Path directory = directories.v2().get();
        if (context.joins(NamespaceType.CGROUP)) {
            openForInit(directory.resolve("cgroup.procs"));
        } else {
            cloneSlot = open(directory, HostFile.READ_ONLY);
        }
    }

    private void openForInit(Path file) {
        files.add(open(file, HostFile.WRITE_ONLY));
    }

    private int open(Path path, int flags) {
        int slot = program.newSlot();
        program.host(new DescriptorOperation.OpenFile(slot, path.toString(), flags), POINTER);
        return slot;
    }

    /** Slot of the directory that init is cloned into, or {@link Program#NO_SLOT}. */
    int cloneSlot() {
        return cloneSlot;
    }

    /** Whether init comes into control groups later, rather than being born in them. */
    boolean isJoinedLate() {
        return isPlacedFromOutside() || !files.isEmpty();
    }

    /** systemd makes a unit's control groups around a process that is there. */
    private boolean isPlacedFromOutside() {
        return directories.unit().isPresent();
    }

    /** Joins those that init was not cloned into, or waits until it was put into them. */
    void join() {
        if (isPlacedFromOutside()) {
            program.init(new WaitOperation.Sync(WaitOperation.Sync.UNPLACED), POINTER);
        }
        for (int slot : files) {
            program.init(new IdentityOperation.JoinCgroup(slot), POINTER);
        }
    }
}
