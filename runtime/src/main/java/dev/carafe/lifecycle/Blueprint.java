package dev.carafe.lifecycle;

import dev.carafe.cgroup.CgroupException;
import dev.carafe.cgroup.CgroupPlan;
import dev.carafe.cgroup.ResctrlGroup;
import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.ProcessReference;
import dev.carafe.plan.Compiler;
import dev.carafe.plan.LaunchRequest;
import dev.carafe.plan.OperationType;
import dev.carafe.plan.Program;
import dev.carafe.plan.Release;
import dev.carafe.plan.ServiceManager;
import dev.carafe.plan.SystemCallFilter;
import dev.carafe.spec.Config;
import dev.carafe.spec.IntelRdt;
import dev.carafe.spec.Namespace;
import dev.carafe.spec.NamespaceType;
import dev.carafe.spec.ProcessSpec;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.error.Problems;
import dev.carafe.spec.error.SpecException;
import dev.carafe.spec.rules.Warnings;
import dev.carafe.state.ContainerDirectory;
import dev.carafe.state.ContainerId;
import dev.carafe.state.Intent;
import dev.carafe.state.StoredContainer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that is known of a container before anything is changed for it.
 *
 * @param site where it is going to be
 * @param bundle what it is made from
 * @param cgroups where its control groups are going to be
 * @param launch what the caller asks for
 * @param filter what {@code linux.seccomp} was compiled to
 * @param program what init will do
 * @param resctrl where Intel RDT is going to count and limit it
 */
record Blueprint(
        Site site,
        Bundle bundle,
        CgroupPlan cgroups,
        LaunchRequest launch,
        Optional<SystemCallFilter> filter,
        Program program,
        Optional<ResctrlGroup> resctrl) {
    /**
     * Reads, checks and compiles.
     *
     * @throws LifecycleException when something is wrong with the request or with config.json
     */
    static Blueprint draw(Site site, CreateRequest request, boolean foreground) {
        return draw(site, request, foreground, false);
    }

    /**
     * As {@link #draw(Site, CreateRequest, boolean)}.
     *
     * @param starting whether a start follows at once
     */
    static Blueprint draw(Site site, CreateRequest request, boolean foreground, boolean starting) {
        String id = ContainerId.check(request.id());
        Bundle bundle = read(site, request);
        checkTerminal(site, bundle, request, foreground);
        Invocation invocation = site.client().invocation();
        DescriptorRules.check(
                invocation, request.preservedDescriptors(), invocation.listenDescriptors());
        CgroupPlan cgroups = resolve(site, bundle, id);
        ContainerDirectory directory = new ContainerDirectory(id, site.store().root().resolve(id));
        LaunchRequest launch =
                new LaunchRequest(
                        id,
                        bundle.directory(),
                        starting && goesStraightOn(bundle.config(), request, invocation, cgroups)
                                ? new Release.AtCommit(
                                        directory.preparedStateFile(), directory.stateFile())
                                : atStart(directory),
                        cgroups.directories(),
                        request.consoleSocket(),
                        request.pidfdSocket(),
                        invocation.foreground(foreground),
                        request.preservedDescriptors(),
                        request.pivot(),
                        request.newKeyring(),
                        serviceManager(site, bundle, directory));
        Optional<SystemCallFilter> filter = filter(site, bundle);
        Program program = compile(site, bundle, launch, filter);
        warn(site, bundle, program.warnings());
        return new Blueprint(
                site, bundle, cgroups, launch, filter, program, resctrl(site, bundle, id));
    }

    /** A start in its own time. */
    static Release atStart(ContainerDirectory directory) {
        return new Release.AtStart(directory.gate(), directory.report());
    }

    /**
     * Whether there is nothing between commit and process: nobody listens to it, no hook of its
     * start wants a state, and no file must be written first. A scope of systemd's is not there
     * before init is, so that its record can only be written when init is ready.
     */
    private static boolean goesStraightOn(
            Config config, CreateRequest request, Invocation invocation, CgroupPlan cgroups) {
        return config.process() != null
                && config.hooks().startContainer().isEmpty()
                && request.pidFile().isEmpty()
                && invocation.notifySocket().isEmpty()
                && cgroups.unit().isEmpty();
    }

    /** Whether the client commits the container, and lets init go on to its process. */
    boolean isCommittedByClient() {
        return launch.release() instanceof Release.AtCommit;
    }

    private static Bundle read(Site site, CreateRequest request) {
        try (Trace.Phase _ = site.trace().phase("read config.json")) {
            return Bundle.read(request.bundle(), request.config(), site.configs());
        }
    }

    private static CgroupPlan resolve(Site site, Bundle bundle, String id) {
        try (Trace.Phase _ = site.trace().phase("place control groups")) {
            Config config = bundle.config();
            return site.cgroups().resolve(config.linux().cgroupsPath(), id, config.annotations());
        }
    }

    private static Optional<SystemCallFilter> filter(Site site, Bundle bundle) {
        try (Trace.Phase _ = site.trace().phase("compile seccomp")) {
            return Filters.of(site, bundle);
        }
    }

    private static ServiceManager serviceManager(
            Site site, Bundle bundle, ContainerDirectory directory) {
        Invocation invocation = site.client().invocation();
        // Without a mount namespace it would be mounted for the whole host.
        boolean notifies =
                invocation.notifySocket().isPresent()
                        && bundle.config().linux().has(NamespaceType.MOUNT);
        return new ServiceManager(
                invocation.listenDescriptors(),
                invocation.listenNames(),
                notifies ? Optional.of(directory.notifyDirectory()) : Optional.empty());
    }

    private static void warn(Site site, Bundle bundle, List<Problem> ofProgram) {
        List<Problem> all = new ArrayList<>(Warnings.of(bundle.config()));
        all.addAll(ofProgram);
        ConfigText text = bundle.text();
        for (Problem warning : text.located(Problems.first(all))) {
            site.diagnostics().warn(text.describe(warning));
        }
        if (site.diagnostics().isDebugging()) {
            for (Problem ignored : text.located(text.unknownProperties())) {
                site.diagnostics().debug(text.describe(ignored));
            }
        }
    }

    /** The same container in other control groups than were planned. */
    Blueprint in(CgroupDirectories directories) {
        LaunchRequest moved =
                new LaunchRequest(
                        launch.id(),
                        launch.bundle(),
                        launch.release(),
                        directories,
                        launch.consoleSocket(),
                        launch.pidfdSocket(),
                        launch.foreground(),
                        launch.preservedDescriptors(),
                        launch.pivot(),
                        launch.newKeyring(),
                        launch.serviceManager());
        Program again = compile(site, bundle, moved, filter);
        return new Blueprint(site, bundle, cgroups, moved, filter, again, resctrl);
    }

    /** What is written down before anything is changed. */
    Intent intent(ProcessReference client) {
        List<Path> directories = new ArrayList<>(cgroups.missing());
        directories.addAll(resctrlDirectories());
        return new Intent(
                Intent.Action.CREATE, client, launch.cgroups(), directories, Optional.empty());
    }

    /** What is kept of the container once it is created. */
    StoredContainer stored(ProcessReference init, Instant created) {
        Config config = bundle.config();
        return new StoredContainer(
                config.ociVersion(),
                launch.id(),
                bundle.directory().toString(),
                bundle.rootfs().toString(),
                init,
                created.toString(),
                site.facts().uid(),
                config.annotations(),
                launch.cgroups(),
                namespacePaths(config, init),
                config.hooks().poststart(),
                config.hooks().poststop(),
                pointersAfterCommit(),
                bundle.text().name(),
                bundle.text().digest(),
                resctrlDirectories().stream().map(Path::toString).toList(),
                launch.newKeyring(),
                List.of());
    }

    private List<Path> resctrlDirectories() {
        return resctrl.map(ResctrlGroup::owned).orElse(List.of());
    }

    private static Optional<ResctrlGroup> resctrl(Site site, Bundle bundle, String id) {
        IntelRdt intelRdt = bundle.config().linux().intelRdt();
        if (intelRdt == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(ResctrlGroup.plan(intelRdt, site.facts().resctrl(), id));
        } catch (CgroupException e) {
            throw LaunchException.of(bundle, e);
        }
    }

    private static Program compile(
            Site site, Bundle bundle, LaunchRequest launch, Optional<SystemCallFilter> filter) {
        try (Trace.Phase _ = site.trace().phase("compile the init program")) {
            Program program = Compiler.compile(bundle.config(), launch, site.facts(), filter);
            return site.trace().isOn() ? program.recordingTimes() : program;
        } catch (SpecException e) {
            throw new BundleException(bundle.directory(), bundle.text(), e);
        }
    }

    /** A namespace that is made has a path below init's /proc directory, a joined one its own. */
    private static Map<String, String> namespacePaths(Config config, ProcessReference init) {
        Map<String, String> paths = new HashMap<>();
        for (Namespace namespace : config.linux().namespaces()) {
            String path = namespace.path();
            paths.put(
                    namespace.type().json(),
                    path == null
                            ? "/proc/%d/ns/%s".formatted(init.pid(), namespace.type().procName())
                            : path);
        }
        return paths;
    }

    private Map<Integer, String> pointersAfterCommit() {
        Map<Integer, String> pointers = new HashMap<>();
        boolean afterGate = false;
        for (int i = 0; i < program.steps().size(); i++) {
            OperationType type = program.steps().get(i).operation().type();
            // Without a gate: what comes behind the commit is the exec, and what it does itself.
            boolean last = type == OperationType.EXECUTE || type == OperationType.LOAD_SECCOMP;
            if ((afterGate || last) && !program.pointer(i).isEmpty()) {
                pointers.put(i, program.pointer(i));
            }
            afterGate |= type == OperationType.GATE;
        }
        return pointers;
    }

    private static void checkTerminal(
            Site site, Bundle bundle, CreateRequest request, boolean foreground) {
        ProcessSpec process = bundle.config().process();
        // Without a process there is nothing to run, but start is the first to mind.
        boolean terminal = process != null && process.terminal();
        TerminalRules.check(
                site.client().invocation(),
                () -> bundle.at("/process/terminal"),
                terminal,
                request.consoleSocket().isPresent(),
                foreground);
    }
}
