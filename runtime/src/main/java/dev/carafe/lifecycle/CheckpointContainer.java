package dev.carafe.lifecycle;

import dev.carafe.cgroup.Cgroup;
import dev.carafe.criu.CriuOptions;
import dev.carafe.criu.CriuRequest;
import dev.carafe.criu.SavedDescriptors;
import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.ProcessReference;
import dev.carafe.plan.CriuProgram;
import dev.carafe.plan.Program;
import dev.carafe.spec.Config;
import dev.carafe.spec.ContainerState.Status;
import dev.carafe.spec.Mount;
import dev.carafe.spec.Namespace;
import dev.carafe.spec.NamespaceType;
import dev.carafe.state.Intent;
import dev.carafe.state.LockedContainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Saves a running container by criu(8): its processes to files, from which restore makes them
 * again.
 *
 * @param site where the container is
 */
public record CheckpointContainer(Site site) {
    private static final String LOG = "dump.log";

    /** Namespaces that may be somebody else's, whom a restore finds there again. */
    static final Map<NamespaceType, String> EXTERNAL =
            Map.of(NamespaceType.NETWORK, "extRootNetNS", NamespaceType.PID, "extRootPidNS");

    /**
     * Checkpoints a container, and deletes it unless it goes on.
     *
     * @throws StateException when there is none, or it has no process to save
     * @throws LifecycleException when criu cannot; the container goes on then
     */
    public void checkpoint(CheckpointRequest request) {
        String id = request.id();
        requireRunning(ContainerRecord.find(site, id));
        CriuRights.require(site, "checkpoint");
        prepareDirectories(request);
        try (LockedContainer locked = Locking.lock(site, id)) {
            ContainerRecord container = ContainerRecord.of(site, locked.directory());
            requireRunning(container);
            site.client().recoverWith(Invocations.of(site, "recover", id));
            dump(locked, container, request);
            if (request.endsContainer()) {
                new DeleteContainer(site).rollForward(locked, container);
            } else {
                locked.withdraw(Intent.Action.CHECKPOINT);
            }
        }
    }

    /** Lets a container be as it was whose checkpoint was interrupted. */
    void recover(LockedContainer locked, ContainerRecord container, Intent intent) {
        new Teardown()
                .step(() -> intent.dump().ifPresent(dump -> end(dump, container.cgroup())))
                .step(() -> leaveAsItWas(locked, container))
                .finish();
    }

    /** With no record, it was not a checkpoint that has frozen it. */
    private static void leaveAsItWas(LockedContainer locked, ContainerRecord container) {
        Optional<Intent> intent = locked.directory().lastIntent();
        if (intent.filter(last -> last.action() == Intent.Action.CHECKPOINT).isEmpty()) {
            return;
        }
        Cgroup cgroup = container.cgroup();
        boolean paused = intent.get().dump().filter(Intent.Dump::paused).isPresent();
        if (cgroup.isFrozen() && !paused) {
            cgroup.thaw();
        } else if (!cgroup.isFrozen() && paused) {
            cgroup.freeze();
        }
        locked.withdraw(Intent.Action.CHECKPOINT);
    }

    /**
     * criu is not killed at once: when it has lost its peer, it takes its code out of the processes
     * and its lock off their network by itself. It may be waiting for something else, such as a
     * page server; when it is killed, the processes that it holds run on at once.
     */
    private static void end(Intent.Dump dump, Cgroup cgroup) {
        if (!dump.criu().waitForExit(Teardown.PATIENCE)) {
            if (dump.paused() && !cgroup.isFrozen()) {
                cgroup.freeze();
            }
            Teardown.kill("criu", dump.criu());
        }
    }

    private static void requireRunning(ContainerRecord container) {
        Status status = container.status();
        if (status != Status.RUNNING && status != Status.PAUSED) {
            throw new RequestException(
                    "container cannot be checkpointed in %s state: \"%s\""
                            .formatted(status.json(), container.stored().id()));
        }
    }

    private static void prepareDirectories(CheckpointRequest request) {
        Path images = request.criu().images();
        CriuFiles.makeDirectory(images, "--image-path");
        request.criu().work().ifPresent(work -> CriuFiles.makeDirectory(work, "--work-path"));
        request.parentImages()
                .ifPresent(parent -> {
                    if (Path.of(parent).isAbsolute()) {
                        throw new RequestException(
                                "--parent-path %s: must be relative to --image-path"
                                        .formatted(parent));
                    }
                    CriuFiles.requireDirectory(images.resolve(parent), "--parent-path");
                });
    }

    private void dump(
            LockedContainer locked, ContainerRecord container, CheckpointRequest request) {
        List<Path> files = List.of(request.criu().images(), request.criu().workDirectory());
        Program program =
                CriuProgram.dump(
                        request.criu().program(),
                        files,
                        request.statusDescriptor(),
                        environment(site.client().invocation()));
        CriuRequest.Type type =
                request.preDump() ? CriuRequest.Type.PRE_DUMP : CriuRequest.Type.DUMP;
        byte[] asked = CriuRequest.of(type, options(container, request));
        Launch launched = launch(request.criu().program(), program);
        ProcessReference criu = new ProcessReference(launched.pid(), launched.startTimeTicks());
        Intent.Dump dump = new Intent.Dump(criu, container.cgroup().isFrozen());
        Intent intent = Intent.checkpoint(site.client().process(), container.stored(), dump);
        Path log = request.criu().workDirectory().resolve(LOG);
        CriuConversation conversation = new CriuConversation(site.client().channel(), log);
        try {
            conversation.require(request.preDump(), request.criu().lazyPages());
            locked.intend(intent);
            conversation.run(type, asked, notified -> {});
        } catch (RuntimeException | Error e) {
            new Teardown()
                    .step(conversation::hangUp)
                    .step(() -> end(dump, container.cgroup()))
                    .step(() -> leaveAsItWas(locked, container))
                    .addTo(e);
            throw e;
        }
    }

    private Launch launch(String criu, Program program) {
        try {
            Launch launch = site.client().launch(program.encode());
            return switch (launch.next()) {
                case LaunchEvent.Ready _ -> launch;
                case LaunchEvent.Failed failed ->
                        throw CriuConversation.notLaunched(
                                criu, program, failed.failure(), p -> "");
                case LaunchEvent.Exited _, LaunchEvent.Stage _ ->
                        throw new LaunchException("criu ended before it was executed");
            };
        } catch (LaunchFailedException e) {
            throw CriuConversation.notLaunched(criu, program, e.failure(), p -> "");
        }
    }

    static List<String> environment(Invocation invocation) {
        List<String> environment = new ArrayList<>();
        invocation.env().forEach((name, value) -> environment.add(name + "=" + value));
        return environment;
    }

    private CriuOptions options(ContainerRecord container, CheckpointRequest request) {
        Config config = StoredConfig.read(container, site.configs()).config();
        CriuOptions options =
                request.criu()
                        .applyTo(
                                new CriuOptions(
                                        CriuProgram.FIRST_FILE, CriuProgram.FIRST_FILE + 1, LOG))
                        .pid(container.init().pid())
                        .root(container.stored().rootfs())
                        .configFile(CriuFiles.configFile())
                        .cgroupMode(request.criu().cgroupMode())
                        .leaveRunning(request.leaveRunning())
                        .tcpSkipInFlight(request.tcpSkipInFlight())
                        .linkRemap(request.linkRemap());
        freezer(container.stored().cgroups(), options);
        request.parentImages().ifPresent(options::parentImages);
        request.pageServer().ifPresent(s -> options.pageServer(s.address(), s.port()));
        if (request.statusDescriptor().isPresent()) {
            options.statusDescriptor(CriuProgram.FIRST_FILE + 2);
        }
        externalNamespaces(container.init(), config, options);
        if (!request.preDump()) {
            externalMounts(container, config, options);
            saveDescriptors(container.init(), request.criu().images());
        }
        return options;
    }

    private static void freezer(CgroupDirectories cgroups, CriuOptions options) {
        Path v1 = cgroups.v1().get("freezer");
        if (v1 != null) {
            options.freezeCgroup(v1.toString());
        } else {
            cgroups.v2().ifPresent(v2 -> options.freezeCgroup(v2.toString()));
        }
    }

    private static void externalNamespaces(
            ProcessReference init, Config config, CriuOptions options) {
        for (Namespace namespace : config.linux().namespaces()) {
            String key = EXTERNAL.get(namespace.type());
            if (key != null && !namespace.isNew()) {
                String name = namespace.type().procName();
                Path link = Path.of("/proc", Integer.toString(init.pid()), "ns", name);
                options.external("%s[%s]:%s".formatted(name, inode(link), key));
            }
        }
    }

    private static Object inode(Path link) {
        try {
            return Files.getAttribute(link, "unix:ino");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What comes from the host is not saved, but found by its place again. */
    private static void externalMounts(
            ContainerRecord container, Config config, CriuOptions options) {
        Path root = Path.of("/proc", Integer.toString(container.init().pid()), "root");
        List<Mount> mounts = new ArrayList<>(config.mounts());
        mounts.addAll(container.stored().addedMounts());
        for (Mount mount : mounts) {
            if (mount.isBind() || "bind".equals(mount.type())) {
                String place = ContainerRoot.resolve(root, mount.destination());
                options.externalMount(place, place);
            }
        }
        for (String masked : config.linux().maskedPaths()) {
            Path there = root.resolve("." + masked);
            if (Files.exists(there) && !Files.isDirectory(there)) {
                options.externalMount(masked, "/dev/null");
            }
        }
        CriuProgram.devices(config).forEach(path -> options.externalMount(path, path));
    }

    private static void saveDescriptors(ProcessReference init, Path images) {
        try {
            List<String> targets = new ArrayList<>();
            for (int i = 0; i <= 2; i++) {
                Path link = Path.of("/proc/%d/fd/%d".formatted(init.pid(), i));
                targets.add(
                        Files.isSymbolicLink(link) ? Files.readSymbolicLink(link).toString() : "");
            }
            Files.write(images.resolve(CriuFiles.DESCRIPTORS), SavedDescriptors.write(targets));
        } catch (IOException e) {
            throw new UncheckedIOException("--image-path", e);
        }
    }
}
