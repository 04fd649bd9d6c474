package dev.carafe.lifecycle;

import dev.carafe.linux.ProcessReference;
import dev.carafe.plan.LaunchRequest;
import dev.carafe.plan.MountChanges;
import dev.carafe.plan.Program;
import dev.carafe.plan.ServiceManager;
import dev.carafe.spec.Config;
import dev.carafe.spec.ContainerState.Status;
import dev.carafe.spec.Mount;
import dev.carafe.spec.Namespace;
import dev.carafe.spec.NamespaceType;
import dev.carafe.spec.error.SpecException;
import dev.carafe.state.LockedContainer;
import dev.carafe.state.StoredContainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Adds mounts to a container that has a process, or takes them away: all of a file, or none.
 *
 * @param site where the container is
 */
public record ChangeMounts(Site site) {
    /** What is done with the mounts of a file. */
    public enum Change {
        ADD,
        REMOVE
    }

    /**
     * Changes a container's mounts.
     *
     * @param file a list as {@code mounts} of config.json; to remove, only destinations count
     * @throws StateException when there is no such container, or it is stopped
     * @throws LifecycleException when a mount cannot be changed; none is then
     */
    public void change(String id, Path file, Change change) {
        ContainerRecord found = ContainerRecord.find(site, id);
        requireProcess(found);
        MountsFile mounts = MountsFile.read(file);
        // A client that loses its engine must not do it twice.
        site.client().recoverWith(List.of());
        try (LockedContainer locked = Locking.lock(site, id)) {
            ContainerRecord container = ContainerRecord.of(site, locked.directory());
            requireProcess(container);
            Program program = compile(container, mounts, change);
            program.warnings()
                    .forEach(w -> site.diagnostics().warn(mounts.place(w.pointer()) + w.message()));
            run(container, program, mounts);
            remember(locked, container.stored(), mounts.mounts(), change);
        }
    }

    private static void requireProcess(ContainerRecord container) {
        if (container.status() == Status.STOPPED) {
            throw StateException.notRunning(container.stored().id());
        }
    }

    private Program compile(ContainerRecord container, MountsFile file, Change change) {
        Config config =
                StoredConfig.read(container, site.configs()).config().withMounts(file.mounts());
        Config joining = config.withLinux(config.linux().joining(namespaces(container.init())));
        MountChanges changes = new MountChanges(joining, request(container), site.facts());
        try {
            return switch (change) {
                case ADD -> changes.add();
                case REMOVE -> changes.remove();
            };
        } catch (SpecException e) {
            throw new RequestException(file.describe(e.problems()));
        }
    }

    private static LaunchRequest request(ContainerRecord container) {
        StoredContainer stored = container.stored();
        return new LaunchRequest(
                stored.id(),
                Path.of(stored.bundle()),
                Blueprint.atStart(container.directory()),
                stored.cgroups(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                true,
                true,
                ServiceManager.NONE);
    }

    /**
     * Those that init is in and the client, whose namespaces are the engine's, is not. Not the pid
     * namespace: what holds mounts of the host's must not be seen from inside. The time namespace
     * does not matter to mounts.
     */
    private static List<Namespace> namespaces(ProcessReference init) {
        List<Namespace> joined = new ArrayList<>();
        for (NamespaceType type : NamespaceType.values()) {
            Path theirs = link(Integer.toString(init.pid()), type);
            boolean matters = type != NamespaceType.TIME && type != NamespaceType.PID;
            if (matters && !target(theirs).equals(target(link("self", type)))) {
                joined.add(new Namespace(type, theirs.toString()));
            }
        }
        return joined;
    }

    private static Path link(String process, NamespaceType type) {
        return Path.of("/proc", process, "ns", type.procName());
    }

    private static Path target(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(ContainerRecord container, Program program, MountsFile file) {
        try {
            Launch launch = site.client().launch(program.encode());
            while (!isDone(container, launch, program, file)) {
                // there is one stage
            }
        } catch (LaunchFailedException e) {
            throw failed(program, e.failure(), file);
        }
    }

    private boolean isDone(
            ContainerRecord container, Launch launch, Program program, MountsFile file) {
        return switch (launch.next()) {
            case LaunchEvent.Ready _ -> true;
            case LaunchEvent.Stage _ -> {
                // Its pid was the container's when the namespaces were opened, if it still is.
                if (!container.init().isAlive()) {
                    int _ = launch.kill();
                    throw StateException.notRunning(container.stored().id());
                }
                launch.proceed(new byte[0]);
                yield false;
            }
            case LaunchEvent.Failed failed -> throw failed(program, failed.failure(), file);
            case LaunchEvent.Exited exited ->
                    throw failed(
                            program,
                            new LaunchFailure(-1, LaunchFailure.Kind.DIED, exited.waitStatus(), ""),
                            file);
        };
    }

    private static LaunchException failed(Program program, LaunchFailure failure, MountsFile file) {
        return FailureText.of(program, failure, file::place);
    }

    private static void remember(
            LockedContainer locked, StoredContainer stored, List<Mount> changed, Change change) {
        List<Mount> added = new ArrayList<>(stored.addedMounts());
        switch (change) {
            case ADD -> added.addAll(changed);
            case REMOVE ->
                    changed.forEach(mount ->
                            added.removeIf(a -> a.destination().equals(mount.destination())));
        }
        locked.save(stored.withAddedMounts(added));
    }
}
