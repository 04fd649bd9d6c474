package dev.carafe.lifecycle;

import dev.carafe.cgroup.CgroupPlan;
import dev.carafe.criu.CgroupMode;
import dev.carafe.criu.CriuException;
import dev.carafe.criu.CriuOptions;
import dev.carafe.criu.CriuRequest;
import dev.carafe.criu.CriuResponse;
import dev.carafe.criu.SavedDescriptors;
import dev.carafe.linux.ProcessReference;
import dev.carafe.plan.CriuProgram;
import dev.carafe.plan.Program;
import dev.carafe.spec.Config;
import dev.carafe.spec.ContainerState.Status;
import dev.carafe.spec.Hooks;
import dev.carafe.spec.Mount;
import dev.carafe.spec.Namespace;
import dev.carafe.spec.NamespaceType;
import dev.carafe.spec.error.SpecException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Has criu(8) make the processes of a container. */
final class CriuRevival implements Revival {
    private static final String LOG = "restore.log";

    private final Site site;
    private final RestoreRequest request;

    CriuRevival(Site site, RestoreRequest request) {
        this.site = site;
        this.request = request;
    }

    /**
     * criu's strict refuses every group that is there, and the container's is made before criu
     * begins: so what strict asks for is looked after here, and criu is asked for the rest of it.
     */
    @Override
    public void check(Blueprint blueprint) {
        CgroupPlan plan = blueprint.cgroups();
        if (request.criu().cgroupMode() != CgroupMode.STRICT || plan.unit().isPresent()) {
            return;
        }
        for (Path directory : plan.directories().distinct()) {
            if (!plan.missing().contains(directory)) {
                throw new RequestException(
                        "--manage-cgroups-mode strict: %s exists already (EEXIST)"
                                .formatted(directory));
            }
        }
    }

    private CgroupMode cgroupMode() {
        CgroupMode mode = request.criu().cgroupMode();
        return mode == CgroupMode.STRICT ? CgroupMode.FULL : mode;
    }

    @Override
    public Program program(Blueprint blueprint) {
        List<Path> files =
                new ArrayList<>(List.of(request.criu().images(), request.criu().workDirectory()));
        external(blueprint).forEach(n -> files.add(Path.of(String.valueOf(n.path()))));
        try {
            return CriuProgram.restore(
                    request.criu().program(),
                    blueprint.bundle().config(),
                    blueprint.launch(),
                    site.facts(),
                    files,
                    CheckpointContainer.environment(site.client().invocation()));
        } catch (SpecException e) {
            throw new BundleException(blueprint.bundle().directory(), blueprint.bundle().text(), e);
        }
    }

    @Override
    public LifecycleException failed(Blueprint blueprint, Program program, LaunchFailure failure) {
        return CriuConversation.notLaunched(
                request.criu().program(), program, failure, blueprint.bundle()::place);
    }

    @Override
    public void revive(Blueprint blueprint, Launch launched, Consumer<ProcessReference> found) {
        CriuConversation criu =
                new CriuConversation(
                        site.client().channel(), request.criu().workDirectory().resolve(LOG));
        byte[] asked = CriuRequest.of(CriuRequest.Type.RESTORE, options(blueprint, launched.pid()));
        criu.require(false, request.criu().lazyPages());
        criu.run(
                CriuRequest.Type.RESTORE,
                asked,
                notification -> notified(blueprint, notification, found));
    }

    private void notified(
            Blueprint blueprint, CriuResponse notification, Consumer<ProcessReference> found) {
        switch (notification.script()) {
            case "setup-namespaces" -> {
                raiseLoopback(blueprint, notification.pid());
                runHooks(blueprint, notification.pid());
            }
            case "post-restore" -> found.accept(adopt(notification.pid()));
            case "orphan-pts-master" -> forwardTerminal();
            default -> {}
        }
    }

    private ProcessReference adopt(int pid) {
        try {
            return site.client().channel().adopt(pid);
        } catch (LaunchFailedException e) {
            throw new LaunchException("criu failed: " + FailureText.reason(e.failure()));
        }
    }

    private void forwardTerminal() {
        String path = request.create().consoleSocket().map(Path::toString).orElse("");
        requireDone(site.client().channel().forward(path));
    }

    /** As create does: criu leaves an empty network as the kernel makes it, with no address. */
    private void raiseLoopback(Blueprint blueprint, int pid) {
        for (Namespace namespace : blueprint.bundle().config().linux().namespaces()) {
            if (namespace.type() == NamespaceType.NETWORK && namespace.isNew()) {
                requireDone(site.client().channel().raiseLoopback(pid));
            }
        }
    }

    private static void requireDone(HookOutcome outcome) {
        if (outcome.kind() != LaunchFailure.Kind.ERRNO || outcome.number() != 0) {
            throw new LaunchException(
                    FailureText.reason(outcome.kind(), outcome.number(), outcome.output()));
        }
    }

    /** As runc: when the namespaces are there, and nothing of the container is yet. */
    private void runHooks(Blueprint blueprint, int pid) {
        Bundle bundle = blueprint.bundle();
        Hooks hooks = bundle.config().hooks();
        byte[] state =
                new StateDocument(
                                bundle.config().ociVersion(),
                                request.create().id(),
                                bundle.directory(),
                                bundle.config().annotations())
                        .json(Status.CREATING, pid);
        HookRunner runner = new HookRunner(site.client(), site.diagnostics(), bundle::at);
        runner.run("prestart", hooks.prestart(), state);
        runner.run("createRuntime", hooks.createRuntime(), state);
    }

    private CriuOptions options(Blueprint blueprint, int criu) {
        Bundle bundle = blueprint.bundle();
        CriuOptions options =
                request.criu()
                        .applyTo(
                                new CriuOptions(
                                        CriuProgram.FIRST_FILE, CriuProgram.FIRST_FILE + 1, LOG))
                        .root(bundle.rootfs().toString())
                        .configFile(CriuFiles.configFile())
                        .evasiveDevices()
                        .restoreAsSiblings()
                        .cgroupMode(cgroupMode())
                        .tcpClose(request.tcpClose());
        request.lsmProfile().ifPresent(options::lsmProfile);
        request.lsmMountContext().ifPresent(options::lsmMountContext);
        cgroupRoots(criu, options);
        namespaces(blueprint, options);
        mounts(bundle, options);
        descriptors(options);
        return options;
    }

    /** criu is where the container is going to be, whatever group it was saved in. */
    private static void cgroupRoots(int criu, CriuOptions options) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/%d/cgroup".formatted(criu)))) {
                String[] fields = line.split(":", 3);
                for (String controller : fields[1].split(",", -1)) {
                    options.cgroupRoot(controller, fields[2]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those that criu is given by descriptor, since they were dumped as somebody else's. */
    private static List<Namespace> external(Blueprint blueprint) {
        return blueprint.bundle().config().linux().namespaces().stream()
                .filter(n -> !n.isNew() && CheckpointContainer.EXTERNAL.containsKey(n.type()))
                .toList();
    }

    private static void namespaces(Blueprint blueprint, CriuOptions options) {
        int descriptor = CriuProgram.FIRST_FILE + 2;
        for (Namespace namespace : external(blueprint)) {
            options.inheritDescriptor(
                    String.valueOf(CheckpointContainer.EXTERNAL.get(namespace.type())),
                    descriptor++);
        }
        for (Namespace namespace : blueprint.bundle().config().linux().namespaces()) {
            String path = namespace.path();
            if (path == null || CheckpointContainer.EXTERNAL.containsKey(namespace.type())) {
                continue;
            }
            if (namespace.type() == NamespaceType.CGROUP) {
                throw new RequestException(
                        "/linux/namespaces: criu cannot restore into a cgroup namespace that is there already");
            }
            options.joinNamespace(namespace.type().procName(), path);
        }
    }

    private static void mounts(Bundle bundle, CriuOptions options) {
        Config config = bundle.config();
        for (Mount mount : config.mounts()) {
            String source = mount.source();
            if ((mount.isBind() || "bind".equals(mount.type())) && source != null) {
                options.externalMount(
                        ContainerRoot.resolve(bundle.rootfs(), mount.destination()),
                        bundle.directory().resolve(source).toString());
            }
        }
        if (!config.linux().maskedPaths().isEmpty()) {
            options.externalMount("/dev/null", "/dev/null");
        }
        CriuProgram.devices(config).forEach(path -> options.externalMount(path, path));
    }

    /** Standard streams that were pipes become those of the caller. */
    private void descriptors(CriuOptions options) {
        Path file = request.criu().images().resolve(CriuFiles.DESCRIPTORS);
        try {
            List<String> targets = SavedDescriptors.read(Files.readAllBytes(file));
            for (int i = 0; i < targets.size(); i++) {
                if (targets.get(i).startsWith("pipe:")) {
                    options.inheritDescriptor(targets.get(i), i);
                }
            }
        } catch (NoSuchFileException e) {
            throw new RequestException(
                    "--image-path %s: there is no %s, so it is no checkpoint of a container"
                            .formatted(request.criu().images(), CriuFiles.DESCRIPTORS));
        } catch (CriuException e) {
            throw new RequestException("%s: %s".formatted(file, e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException("--image-path", e);
        }
    }
}
