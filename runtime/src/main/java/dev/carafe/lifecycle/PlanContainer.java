package dev.carafe.lifecycle;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.HostFacts;
import dev.carafe.plan.Foreground;
import dev.carafe.plan.LaunchRequest;
import dev.carafe.plan.Program;
import dev.carafe.plan.Release;
import dev.carafe.plan.ServiceManager;
import dev.carafe.spec.NamespaceType;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Compiles a bundle and changes nothing: a dry run that needs no privileges.
 *
 * @param site where the container would be
 */
public record PlanContainer(Site site) {
    /** Stands for the id that create would be given. */
    static final String ID = "container";

    /**
     * What create would run.
     *
     * @param program the program of a create whose client stays with the process
     * @param forRoot whether it is the program of root's run, since the caller's would need a user
     *     namespace
     */
    public record Plan(Program program, boolean forRoot) {}

    /**
     * Compiles the program. For a caller that is not root, a bundle without a user namespace is
     * compiled as for root, who alone can run it.
     *
     * @param config name of its configuration: config.json, or an absolute path
     * @throws LifecycleException when there would be none
     */
    public Plan plan(Path bundle, String config) {
        HostFacts own = site.facts();
        boolean forRoot =
                own.uid() != 0
                        && !Bundle.read(bundle, config, site.configs())
                                .config()
                                .linux()
                                .has(NamespaceType.USER);
        CreateRequest request =
                new CreateRequest(
                        ID,
                        bundle,
                        config,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        true,
                        true);
        Blueprint blueprint = Blueprint.draw(forRoot ? asRoot(site) : site, request, true);
        return new Plan(blueprint.program(), forRoot);
    }

    /** The same host for root of the initial user namespace. */
    private static HostFacts root(HostFacts own) {
        return new HostFacts(
                0,
                0,
                -1L >>> (Long.SIZE - 1 - own.lastCapability()),
                own.lastCapability(),
                false,
                own.cgroups(),
                own.securityModules(),
                own.resctrl(),
                own.newuidmap(),
                own.newgidmap());
    }

    /** What create asks for when nothing but the bundle is known. */
    static LaunchRequest request(Bundle bundle, CgroupDirectories cgroups) {
        Path directory = bundle.directory();
        return new LaunchRequest(
                ID,
                directory,
                new Release.AtStart(directory.resolve("gate"), directory.resolve("report")),
                cgroups,
                Optional.empty(),
                Optional.empty(),
                Optional.of(Foreground.NO_TERMINAL),
                0,
                true,
                true,
                ServiceManager.NONE);
    }

    /** The same place for root of the initial user namespace. */
    static Site asRoot(Site site) {
        return new Site(
                site.client(),
                site.store(),
                site.cgroups(),
                site.configs(),
                site.seccomp(),
                root(site.facts()),
                site.clock(),
                site.diagnostics(),
                site.self());
    }
}
