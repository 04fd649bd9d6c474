package dev.carafe.lifecycle;

import dev.carafe.plan.SystemCallFilter;
import dev.carafe.seccomp.CompiledFilter;
import dev.carafe.spec.error.SpecException;
import dev.carafe.spec.seccomp.Seccomp;
import java.util.Optional;

/** From {@code linux.seccomp} to the filter in the init program. */
final class Filters {
    private Filters() {}

    /**
     * The bundle's filter; empty where it asks for none.
     *
     * @throws BundleException when it cannot be had
     */
    static Optional<SystemCallFilter> of(Site site, Bundle bundle) {
        Seccomp profile = bundle.config().linux().seccomp();
        if (profile == null) {
            return Optional.empty();
        }
        try {
            CompiledFilter filter = site.seccomp().compile(profile, site.diagnostics()::debug);
            return Optional.of(
                    new SystemCallFilter(
                            filter.program(),
                            filter.flags(),
                            filter.notifies(),
                            profile.defaultAction()));
        } catch (SpecException e) {
            throw new BundleException(bundle.directory(), bundle.text(), e);
        }
    }
}
