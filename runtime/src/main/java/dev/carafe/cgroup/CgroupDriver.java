package dev.carafe.cgroup;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.HostFacts;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.resources.Resources;
import dev.carafe.systemd.Systemd;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes control groups and finds those that were made, for one way of placing them. */
public interface CgroupDriver {
    /**
     * The driver that places cgroups by path, in the hierarchies as they are mounted.
     *
     * @param rootless whether to do without what an unprivileged caller may not make and did not
     *     ask for
     * @param systemd connects to systemd; used for containers that it was asked to place before
     */
    static CgroupDriver byPath(HostFacts facts, boolean rootless, Supplier<Systemd> systemd) {
        return new PathCgroupDriver(facts, rootless, systemd);
    }

    /** The driver that has systemd make a scope for each container. */
    static CgroupDriver bySystemd(HostFacts facts, boolean rootless, Supplier<Systemd> systemd) {
        return new SystemdCgroupDriver(facts, rootless, systemd);
    }

    /**
     * The driver that makes none.
     *
     * @param others finds the groups of containers that were made with some
     */
    static CgroupDriver none(CgroupDriver others) {
        return new NoCgroupDriver(others);
    }

    /**
     * Where a container's control groups belong; makes nothing.
     *
     * @param cgroupsPath {@code linux.cgroupsPath}, where config.json has one
     * @param id the container's id
     * @param annotations of config.json, some of which name properties of a unit
     * @throws CgroupException for a path that the driver cannot use, or a property that is none
     */
    CgroupPlan resolve(@Nullable String cgroupsPath, String id, Map<String, String> annotations);

    /**
     * Checks that the planned control groups are nobody else's.
     *
     * @throws CgroupInUseException when there are processes in them, or they are frozen
     */
    void checkUnused(CgroupPlan plan);

    /**
     * Makes the planned directories and sets the limits. Without a unit that is done before init
     * exists, so that it can join; what was made is removed again when something fails. With one,
     * the plan has the pid of an init that waits, and which is in the unit afterwards; when
     * something fails, the unit stays for the caller to delete.
     *
     * @param resources {@code linux.resources}, where config.json has them
     * @param devices paths of {@code linux.devices}, among which those of default devices take
     *     their rules away
     * @param warnings told of each property that is accepted and has no effect
     * @return the control group, without the directories that an unprivileged caller could not make
     *     and did not ask for
     * @throws CgroupInUseException as with {@link #checkUnused}; nothing was changed then
     * @throws CgroupException naming the file, the value and the property
     */
    Cgroup create(
            CgroupPlan plan,
            @Nullable Resources resources,
            Collection<String> devices,
            Consumer<Problem> warnings);

    /** The control group of a container that was created before, by any build. */
    Cgroup open(CgroupDirectories directories);
}
