package dev.carafe.cgroup;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.resources.Resources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One container's control group, in as many hierarchies as the host has. */
public interface Cgroup {
    /** The directories; init joins by writing 0 to {@code tasks} (v1) or is cloned into it (v2). */
    CgroupDirectories directories();

    /**
     * Changes the limits, all of them or none; components that are absent are left alone, and so
     * are devices, whose rules are for the whole life of the container.
     *
     * @param before is given what stands in each file that may be written to, before the first is
     * @return warnings about accepted properties that have no effect here
     * @throws CgroupException naming the file, the value and the property; the limits are what they
     *     were, as far as the failures that are suppressed in it do not say otherwise
     */
    List<Problem> update(Resources resources, Consumer<Map<Path, String>> before);

    /**
     * Puts limits back, as far as they have changed; a group that is gone has none.
     *
     * @param before what {@link #update} told
     * @throws CgroupException for the first that cannot be, with the others suppressed in it
     */
    void restore(Map<Path, String> before);

    /** What the group uses; empty figures for controllers that are not there. */
    Statistics statistics();

    /** Tells when the group runs out of memory; empty where the kernel does not say. */
    Optional<OutOfMemory> outOfMemory();

    /** Pids of all processes in the group and below it; empty when it is gone. */
    List<Integer> processes();

    /**
     * Sends a signal to every process in the group and below it, also to those that are forked
     * meanwhile; nothing happens when the group is gone.
     *
     * @param signal number; SIGKILL is atomic with {@code cgroup.kill}, all others freeze the group
     */
    void kill(int signal);

    /** Whether the group's processes are frozen, or about to be; false when it is gone. */
    boolean isFrozen();

    /** The file behind {@link #isFrozen}: it reads as 0 or 1; empty without a freezer. */
    Optional<Path> freezerFile();

    /** Stops all processes of the group; returns when they stand still. */
    void freeze();

    /** Lets the processes of the group run on. */
    void thaw();

    /**
     * Removes the group if nothing is in it: the usual end, for which nobody need be looked for.
     *
     * @return false when there are processes in it, or groups below it
     */
    boolean deleteIfUnused();

    /**
     * Removes the group and what is below it, waiting for processes that are dying; what is gone
     * already is fine.
     *
     * @param patience how long to wait for stragglers
     * @throws CgroupException {@code EBUSY} when processes are still there after that time
     */
    void delete(Duration patience);
}
