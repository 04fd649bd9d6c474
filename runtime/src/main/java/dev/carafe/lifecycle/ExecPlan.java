package dev.carafe.lifecycle;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.plan.JoinCompiler;
import dev.carafe.plan.JoinRequest;
import dev.carafe.plan.Program;
import dev.carafe.plan.SystemCallFilter;
import dev.carafe.spec.Capabilities;
import dev.carafe.spec.Config;
import dev.carafe.spec.ProcessSpec;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.error.SpecException;
import dev.carafe.spec.read.ConfigReader;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * All that is known of a process before it is launched in a container.
 *
 * @param site where the container is
 * @param bundle what the container was made from, with the process that is to be run
 * @param places where the process's properties were given
 * @param request what the program is compiled for
 * @param filter what {@code linux.seccomp} was compiled to
 * @param program what the process does up to its exec
 */
record ExecPlan(
        Site site,
        Bundle bundle,
        ExecPlaces places,
        JoinRequest request,
        Optional<SystemCallFilter> filter,
        Program program) {
    private static final String CAPABILITIES = "/process/capabilities";

    /** A description of a process, and where it was given. */
    private record Described(ProcessSpec process, ExecPlaces places) {}

    /**
     * Reads, checks and compiles.
     *
     * @throws LifecycleException when something is wrong with the request, or the container has
     *     ended
     */
    static ExecPlan draw(Site site, ContainerRecord container, ExecRequest asked) {
        Bundle made = read(site, container);
        Described described = describe(site, made, asked);
        ProcessSpec process = described.process();
        check(site, asked, described);
        ExecPlaces places =
                asked.subCgroups().isEmpty()
                        ? described.places()
                        : new ExecPlaces.SubCgroups(described.places());
        Bundle bundle = new Bundle(made.directory(), with(made.config(), process), made.text());
        JoinRequest request =
                new JoinRequest(
                        container.stored().id(),
                        made.directory(),
                        container.init(),
                        JoinedNamespaces.of(
                                        site.client().invocation().pid(), container.init().pid())
                                .orElseThrow(
                                        () -> StateException.hasStopped(container.stored().id())),
                        ExecCgroups.of(container.stored().cgroups(), asked.subCgroups()),
                        asked.consoleSocket(),
                        asked.pidfdSocket(),
                        site.client().invocation().foreground(!asked.detach()),
                        asked.preservedDescriptors(),
                        container.stored().newKeyring());
        Optional<SystemCallFilter> filter = filter(site, bundle);
        Program program = compile(site, bundle, places, request, filter);
        warn(site, described, program);
        return new ExecPlan(site, bundle, places, request, filter, program);
    }

    /** The same process in other control groups. */
    ExecPlan in(CgroupDirectories cgroups) {
        JoinRequest moved =
                new JoinRequest(
                        request.id(),
                        request.bundle(),
                        request.init(),
                        request.joined(),
                        cgroups,
                        request.consoleSocket(),
                        request.pidfdSocket(),
                        request.foreground(),
                        request.preservedDescriptors(),
                        request.newKeyring());
        return new ExecPlan(
                site, bundle, places, moved, filter, compile(site, bundle, places, moved, filter));
    }

    /** The name of the program that is to be run. */
    String programName() {
        ProcessSpec process = Objects.requireNonNull(bundle.config().process());
        return process.args().getFirst();
    }

    private static Bundle read(Site site, ContainerRecord container) {
        try (Trace.Phase _ = site.trace().phase("read config.json")) {
            return StoredConfig.read(container, site.configs());
        }
    }

    private static Optional<SystemCallFilter> filter(Site site, Bundle bundle) {
        try (Trace.Phase _ = site.trace().phase("compile seccomp")) {
            return Filters.of(site, bundle);
        }
    }

    private static Program compile(
            Site site,
            Bundle bundle,
            ExecPlaces places,
            JoinRequest request,
            Optional<SystemCallFilter> filter) {
        try (Trace.Phase _ = site.trace().phase("compile the program")) {
            Program program = JoinCompiler.compile(bundle.config(), request, site.facts(), filter);
            return site.trace().isOn() ? program.recordingTimes() : program;
        } catch (SpecException e) {
            throw new RequestException(places.describe(e));
        }
    }

    private static Described describe(Site site, Bundle made, ExecRequest asked) {
        ProcessSpec own = made.config().process();
        if (own == null) {
            throw new RequestException(made.at("/process"), "is missing");
        }
        if (asked.processFile().isEmpty()) {
            ProcessFlags flags = asked.flags();
            return new Described(
                    ExecProcess.of(own, flags),
                    new ExecPlaces.Flags(made, flags, own.env().size()));
        }
        Path file = asked.processFile().get();
        ConfigText text =
                new ConfigText(
                        file.toString(),
                        CallersFile.read(site.client(), file, ConfigReader.MAX_BYTES));
        try {
            ProcessSpec given = ConfigReader.readProcess(text.bytes(), file.toString());
            return new Described(
                    ExecProcess.of(own, given),
                    new ExecPlaces.File(made, text, ExecProcess.leftOut(given)));
        } catch (SpecException e) {
            throw BundleException.ofProcess(file, text, e);
        }
    }

    private static void warn(Site site, Described described, Program program) {
        ExecPlaces places = described.places();
        Capabilities capabilities = described.process().capabilities();
        if (capabilities != null && places.isAsked(CAPABILITIES)) {
            capabilities
                    .unknown()
                    .forEach(name ->
                            site.diagnostics()
                                    .warn(
                                            places.at(CAPABILITIES).prefix()
                                                    + "ignoring unknown capability "
                                                    + name));
        }
        for (Problem warning : program.warnings()) {
            if (places.isAsked(warning.pointer())) {
                site.diagnostics().warn(places.at(warning.pointer()).prefix() + warning.message());
            }
        }
    }

    private static void check(Site site, ExecRequest asked, Described described) {
        ProcessSpec process = described.process();
        if (process.args().isEmpty() || process.args().getFirst().isEmpty()) {
            throw new RequestException("process args cannot be empty: there is nothing to run");
        }
        if (!process.cwd().startsWith("/")) {
            throw new RequestException(
                    described.places().at("/process/cwd"),
                    "%s: is not an absolute path".formatted(process.cwd()));
        }
        TerminalRules.check(
                site.client().invocation(),
                () -> described.places().at("/process/terminal"),
                process.terminal(),
                asked.consoleSocket().isPresent(),
                !asked.detach());
        DescriptorRules.check(site.client().invocation(), asked.preservedDescriptors(), 0);
    }

    private static Config with(Config config, ProcessSpec process) {
        return new Config(
                config.ociVersion(),
                config.root(),
                process,
                config.hostname(),
                config.domainname(),
                config.mounts(),
                config.hooks(),
                config.annotations(),
                config.linux(),
                config.otherPlatforms());
    }
}
