package dev.carafe.linux;

import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The facts about the host for an engine that serves many callers. What cannot change in its life
 * is found once, and again when the kernel says that mounts changed: security modules and resctrl
 * are where they are mounted. The caller's place in the control groups, like the helpers, is read
 * at each use.
 */
public final class KnownHostFacts {
    private final HostFactsProbe probe;
    private final BooleanSupplier mountsChanged;
    private @Nullable HostFacts own;
    private @Nullable List<String> mounts;
    private List<String> place = List.of();
    private @Nullable CgroupMounts cgroups;

    /**
     * Facts of any tree.
     *
     * @param mountsChanged whether mounts have changed since it was asked the last time
     */
    KnownHostFacts(HostFactsProbe probe, BooleanSupplier mountsChanged) {
        this.probe = probe;
        this.mountsChanged = mountsChanged;
    }

    /** Facts of the running host, which keep a descriptor for as long as the engine lives. */
    public static KnownHostFacts ofRunningHost() {
        Path file = Path.of("/proc/self/mountinfo");
        Descriptor mounts = Descriptor.open(file, OpenFlags.READ_ONLY, 0);
        return new KnownHostFacts(new HostFactsProbe(), () -> Poll.hasChanged(mounts));
    }

    /**
     * As {@link HostFactsProbe#probe}.
     *
     * @param caller process id of the client
     */
    public HostFacts of(int caller) {
        List<String> callersPlace = probe.place(caller);
        return with(cgroups(callersPlace));
    }

    private synchronized CgroupMounts cgroups(List<String> callersPlace) {
        // Asked first: what changes while they are read is seen by the next caller.
        if (mountsChanged.getAsBoolean()) {
            mounts = null;
            own = null;
        }
        List<String> lines = mounts;
        CgroupMounts known = cgroups;
        if (lines == null) {
            lines = probe.cgroupMounts();
            known = null;
        }
        if (known == null || !place.equals(callersPlace)) {
            known = CgroupMountsProbe.read(lines, callersPlace);
        }
        mounts = lines;
        place = callersPlace;
        cgroups = known;
        return known;
    }

    private synchronized HostFacts with(CgroupMounts place) {
        HostFacts known = own;
        if (known == null) {
            known = probe.facts(place);
            own = known;
        }
        return new HostFacts(
                known.uid(),
                known.gid(),
                known.effectiveCapabilities(),
                known.lastCapability(),
                known.inUserNamespace(),
                place,
                known.securityModules(),
                known.resctrl(),
                probe.helper("newuidmap"),
                probe.helper("newgidmap"));
    }
}
