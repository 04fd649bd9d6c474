package dev.carafe.lifecycle;

import dev.carafe.cgroup.CgroupDriver;
import dev.carafe.linux.HostFacts;
import dev.carafe.seccomp.SystemCallFilters;
import dev.carafe.state.ContainerStore;
import java.time.Clock;
import java.util.List;

/**
 * Where and with what an operation works.
 *
 * @param client whose session it is
 * @param store the containers below {@code --root}
 * @param cgroups makes and finds control groups
 * @param configs knows the configurations that were read before
 * @param seccomp compiles system call filters
 * @param facts the host
 * @param clock for time stamps
 * @param diagnostics where warnings go
 * @param self how the client calls carafe again with the same global flags: argv without a command
 * @param trace takes the time of what is done
 */
public record Site(
        Client client,
        ContainerStore store,
        CgroupDriver cgroups,
        ConfigCache configs,
        SystemCallFilters seccomp,
        HostFacts facts,
        Clock clock,
        Diagnostics diagnostics,
        List<String> self,
        Trace trace) {
    public Site {
        self = List.copyOf(self);
    }

    /** A site where nobody asks how long anything takes. */
    public Site(
            Client client,
            ContainerStore store,
            CgroupDriver cgroups,
            ConfigCache configs,
            SystemCallFilters seccomp,
            HostFacts facts,
            Clock clock,
            Diagnostics diagnostics,
            List<String> self) {
        this(client, store, cgroups, configs, seccomp, facts, clock, diagnostics, self, Trace.NONE);
    }

    /** The same site, with its times taken. */
    public Site tracing(Trace newTrace) {
        return new Site(
                client,
                store,
                cgroups,
                configs,
                seccomp,
                facts,
                clock,
                diagnostics,
                self,
                newTrace);
    }
}
