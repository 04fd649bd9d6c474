package dev.carafe.cgroup;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.HostFacts;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.resources.Resources;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes control groups and finds those that were made, for one way of placing them. */
public interface CgroupDriver {
    /**
     * The driver that places cgroups by path, in the hierarchies as they are mounted.
     *
     * @param rootless whether to do without what an unprivileged caller may not make and did not
     *     ask for
     */
    static CgroupDriver byPath(HostFacts facts, boolean rootless) {
        return new PathCgroupDriver(facts, rootless);
    }

    /**
     * Where a container's control groups belong; makes nothing.
     *
     * @param cgroupsPath {@code linux.cgroupsPath}, where config.json has one
     * @param id the container's id
     * @throws CgroupException for a path that the driver cannot use
     */
    CgroupPlan resolve(@Nullable String cgroupsPath, String id);

    /**
     * Makes the planned directories and sets the limits, so that init can join; what was made is
     * removed again when something fails.
     *
     * @param resources {@code linux.resources}, where config.json has them
     * @param devices paths of {@code linux.devices}, among which those of default devices take
     *     their rules away
     * @param warnings told of each property that is accepted and has no effect
     * @return the control group, without the directories that an unprivileged caller could not make
     *     and did not ask for
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
