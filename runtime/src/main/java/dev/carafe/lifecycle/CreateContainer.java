package dev.carafe.lifecycle;

import dev.carafe.cgroup.Cgroup;
import dev.carafe.cgroup.CgroupException;
import dev.carafe.cgroup.CgroupInUseException;
import dev.carafe.cgroup.CgroupPlan;
import dev.carafe.cgroup.Delegation;
import dev.carafe.cgroup.ResctrlGroup;
import dev.carafe.linux.Fifo;
import dev.carafe.linux.ProcessReference;
import dev.carafe.plan.Program;
import dev.carafe.plan.WaitOperation;
import dev.carafe.spec.ContainerState.Status;
import dev.carafe.spec.Device;
import dev.carafe.spec.Hooks;
import dev.carafe.spec.Linux;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.seccomp.Seccomp;
import dev.carafe.state.ContainerDirectory;
import dev.carafe.state.Intent;
import dev.carafe.state.LockedContainer;
import dev.carafe.state.Shortcut;
import dev.carafe.state.StoreException;
import dev.carafe.state.StoredContainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes a container, up to the gate at which its init waits for start.
 *
 * <p>Everything that can be checked is checked before anything is changed. From the intent record
 * to the rename of state.json, any failure takes back all of it.
 *
 * <p>Longer than other files: an attempt stands beside what takes it back, since a step that is in
 * one of them alone is what would be left behind.
 */
public final class CreateContainer {
    private final Site site;
    private final CreateRequest request;
    private final boolean foreground;
    private final boolean starting;
    private final @Nullable Revival revival;
    private @Nullable StoredContainer stored;
    private @Nullable Program launched;
    private boolean removableByClient;
    private boolean started;

    /**
     * A create that is yet to happen.
     *
     * @param foreground whether the client stays with the process
     */
    public CreateContainer(Site site, CreateRequest request, boolean foreground) {
        this(site, request, foreground, false, null);
    }

    /** A create whose process is not made by the program of config.json. */
    CreateContainer(Site site, CreateRequest request, boolean foreground, Revival revival) {
        this(site, request, foreground, false, revival);
    }

    private CreateContainer(
            Site site,
            CreateRequest request,
            boolean foreground,
            boolean starting,
            @Nullable Revival revival) {
        this.site = site;
        this.request = request;
        this.foreground = foreground;
        this.starting = starting;
        this.revival = revival;
    }

    /** A create that a start follows at once: where it can, it goes as far as the process. */
    static CreateContainer beforeStart(Site site, CreateRequest request, boolean foreground) {
        return new CreateContainer(site, request, foreground, true, null);
    }

    /**
     * Creates the container.
     *
     * @return its directory, still locked
     * @throws LifecycleException when it cannot be; nothing is left of it then
     */
    public LockedContainer create() {
        Blueprint blueprint = Blueprint.draw(site, request, foreground, starting);
        new Recover(site).ifAbandoned(request.id());
        if (revival != null) {
            revival.check(blueprint);
        }
        if (revival == null && blueprint.program().makesSeparableNetwork()) {
            site.client().makeNetwork();
        }
        // Before the first side effect. Recover touches only what an intent of this client names.
        site.client().recoverWith(Invocations.of(site, "recover", request.id()));
        ProcessReference client = site.client().process();
        // A kernel without pidfds is told now: later, what was made could not be taken back.
        client.requireSignals();
        Intent intent = blueprint.intent(client);
        LockedContainer locked;
        try (Trace.Phase _ = site.trace().phase("write the intent")) {
            locked = claim(intent);
        }
        Attempt attempt = new Attempt(locked, blueprint, intent);
        try {
            attempt.launch();
            attempt.commit();
            return locked;
        } catch (RuntimeException | Error e) { // a resident engine outlives its errors
            attempt.undo(e);
            throw e;
        }
    }

    /** What was stored of the container that was created. */
    StoredContainer stored() {
        return Objects.requireNonNull(stored, "nothing was created");
    }

    /** Whether the process was executed already: there is no gate, and nothing to start. */
    boolean isStarted() {
        return started;
    }

    /** Whether the client can delete the container alone once its process has ended. */
    boolean isRemovableByClient() {
        return removableByClient;
    }

    /** Takes the times of what init has done since. */
    void takeTimes() {
        Program program = launched;
        if (program != null) {
            site.trace().takeOperations(site.client(), program, stored().init().pid());
        }
    }

    private LockedContainer claim(Intent intent) {
        try {
            return site.store().claim(request.id(), intent);
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.EXISTS) {
                throw StateException.exists(request.id(), site.store().root());
            }
            throw e;
        }
    }

    /** One create between its intent and its commit. */
    private final class Attempt {
        private final LockedContainer locked;
        private Blueprint blueprint;
        private Intent intent;
        private Program program;
        private @Nullable Launch launch;
        private boolean prepared;

        Attempt(LockedContainer locked, Blueprint blueprint, Intent intent) {
            this.locked = locked;
            this.blueprint = blueprint;
            this.intent = intent;
            this.program = blueprint.program();
        }

        void launch() {
            ContainerDirectory directory = locked.directory();
            if (revival == null && !blueprint.isCommittedByClient()) {
                Fifo.make(directory.gate(), 0600);
                Fifo.make(directory.report(), 0600);
            }
            blueprint.launch().serviceManager().notifyDirectory().ifPresent(Attempt::make);
            try (Trace.Phase _ = site.trace().phase("make control groups")) {
                makeControlGroups();
            }
            inBundle(() -> blueprint.resctrl().ifPresent(ResctrlGroup::make));
            program = revival == null ? blueprint.program() : revival.program(blueprint);
            Launch begun;
            try (Trace.Phase _ = site.trace().phase("launch: until init is cloned")) {
                begun = launched(program);
            }
            launch = begun;
            intent = intent.withInit(new ProcessReference(begun.pid(), begun.startTimeTicks()));
            locked.intend(intent, blueprint.bundle().text().bytes());
            inBundle(() -> blueprint.resctrl().ifPresent(group -> group.join(begun.pid())));
            if (revival == null && blueprint.cgroups().unit().isEmpty()) {
                // While init is at work. A scope is not there yet, nor is the process of a revival.
                prepare();
            }
            if (blueprint.isCommittedByClient()) {
                site.client().commitWhenReady(deletion());
            }
            while (!isReady(begun)) {
                // there may be several stages
            }
            if (revival != null) {
                revival.revive(
                        blueprint,
                        begun,
                        init -> {
                            intent = intent.withInit(init);
                            locked.intend(intent);
                        });
            }
            // Before the commit, where that is ours, since it can fail.
            takeTimes(begun.pid());
        }

        private void makeControlGroups() {
            CgroupPlan plan = blueprint.cgroups();
            if (plan.unit().isPresent()) {
                // While there is no init yet: once there is one, a rollback removes the whole unit.
                inBundle(() -> site.cgroups().checkUnused(plan));
            } else {
                Cgroup cgroup = makeCgroup(plan);
                if (!cgroup.directories().equals(plan.directories())) {
                    blueprint = blueprint.in(cgroup.directories());
                    intent = blueprint.intent(intent.client());
                    locked.intend(intent);
                }
            }
        }

        /** Everybody may go through it, whatever the engine's umask is. */
        private static void make(Path directory) {
            try {
                Files.createDirectory(directory);
                Files.setPosixFilePermissions(
                        directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private Cgroup makeCgroup(CgroupPlan plan) {
            Bundle bundle = blueprint.bundle();
            try {
                Linux linux = bundle.config().linux();
                List<String> devices = linux.devices().stream().map(Device::path).toList();
                Consumer<Problem> warnings = warning -> warn(bundle, warning);
                Cgroup cgroup = site.cgroups().create(plan, linux.resources(), devices, warnings);
                Delegation.of(bundle.config())
                        .ifPresent(owner -> owner.apply(cgroup.directories(), warnings));
                return cgroup;
            } catch (CgroupInUseException e) {
                // Somebody was faster: what is there is not ours to undo.
                intent = intent.without(plan.directories());
                locked.intend(intent);
                throw LaunchException.of(bundle, e);
            } catch (CgroupException e) {
                throw LaunchException.of(bundle, e);
            }
        }

        private void warn(Bundle bundle, Problem warning) {
            site.diagnostics().warn(bundle.text().describe(warning));
        }

        private void inBundle(Runnable action) {
            try {
                action.run();
            } catch (CgroupException e) {
                throw LaunchException.of(blueprint.bundle(), e);
            }
        }

        private Launch launched(Program program) {
            try {
                return site.client().launch(program.encode());
            } catch (LaunchFailedException e) {
                takeTimes(0);
                throw launchFailed(e.failure());
            }
        }

        /** Follows init for one event. */
        private boolean isReady(Launch started) {
            Bundle bundle = blueprint.bundle();
            switch (next(started)) {
                case LaunchEvent.Stage stage -> {
                    started.proceed(reached(stage.number(), started));
                    return false;
                }
                case LaunchEvent.Ready _ -> {
                    return true;
                }
                case LaunchEvent.Failed failed -> {
                    takeTimes(0);
                    throw isCommittedAhead()
                            ? FailureText.atStart(record(stored()), failed.failure())
                            : launchFailed(failed.failure());
                }
                case LaunchEvent.Exited exited ->
                        throw FailureText.died(bundle, new WaitStatus(exited.waitStatus()));
            }
        }

        private LaunchEvent next(Launch started) {
            try (Trace.Phase _ = site.trace().phase("wait for init")) {
                return started.next();
            }
        }

        private LifecycleException launchFailed(LaunchFailure failure) {
            return revival == null
                    ? FailureText.atCreate(blueprint.bundle(), program, failure)
                    : revival.failed(blueprint, program, failure);
        }

        private void takeTimes(int init) {
            launched = program;
            site.trace().takeOperations(site.client(), program, init);
        }

        /** Does what init waits for, and returns the state with which it goes on. */
        private byte[] reached(int stage, Launch started) {
            if (stage == WaitOperation.Sync.UNPLACED) {
                Cgroup _ = makeCgroup(blueprint.cgroups().with(started.pid()));
                return new byte[0];
            }
            Seccomp profile = blueprint.bundle().config().linux().seccomp();
            if (stage == WaitOperation.Sync.LISTENER && profile != null) {
                int pid = started.pid();
                return document()
                        .forListener(Status.CREATING, pid, pid, profile.listenerMetadata());
            }
            if (stage == WaitOperation.Sync.MOUNTED) {
                runHooks(started);
            }
            return state(Status.CREATING, ContainerPid.of(started.pid()));
        }

        private void runHooks(Launch started) {
            Hooks hooks = blueprint.bundle().config().hooks();
            HookRunner runner = hookRunner();
            byte[] state = state(Status.CREATING, started.pid());
            try (Trace.Phase _ = site.trace().phase("prestart and createRuntime hooks")) {
                runner.run("prestart", hooks.prestart(), state);
                runner.run("createRuntime", hooks.createRuntime(), state);
            }
        }

        private HookRunner hookRunner() {
            return new HookRunner(site.client(), site.diagnostics(), blueprint.bundle()::at);
        }

        /** Whether the client has committed the container, whatever was heard of it. */
        private boolean isCommittedAhead() {
            return blueprint.isCommittedByClient()
                    && stored != null
                    && Files.exists(locked.directory().stateFile());
        }

        void commit() {
            if (blueprint.isCommittedByClient()) {
                started = true;
                return;
            }
            ProcessReference init = intent.init().orElseThrow();
            // From the commit on no intent tells what to undo, and the client that loses its
            // engine has killed init.
            site.client().recoverWith(deletion());
            try (Trace.Phase _ = site.trace().phase("commit: write state.json and the pid file")) {
                if (!prepared) {
                    prepare();
                }
                locked.commit();
                request.pidFile().ifPresent(file -> PidFile.write(file, init.pid()));
            }
        }

        private List<String> deletion() {
            return Invocations.of(site, "delete", "--force", request.id());
        }

        private void prepare() {
            ProcessReference init = intent.init().orElseThrow();
            StoredContainer container = blueprint.stored(init, site.clock().instant());
            Shortcut shortcut =
                    ShortcutOf.of(
                            record(container),
                            blueprint.bundle().config().hooks(),
                            !blueprint.isCommittedByClient());
            stored = container;
            removableByClient = shortcut.abilities().contains(Shortcut.Ability.DELETE);
            locked.prepare(container, shortcut);
            prepared = true;
        }

        private ContainerRecord record(StoredContainer container) {
            return new ContainerRecord(site, locked.directory(), container);
        }

        /** Takes everything back: there is no container, or it is deleted. */
        void undo(Throwable reason) {
            if (isCommittedAhead()) {
                new Teardown()
                        .step(() -> new DeleteContainer(site).rollForward(locked, record(stored())))
                        // By its name somebody else's could be deleted from here on.
                        .step(() -> site.client().recoverWith(List.of()))
                        .step(locked::close)
                        .addTo(reason);
            } else {
                rollBack(reason);
            }
        }

        private void rollBack(Throwable reason) {
            Teardown teardown = new Teardown();
            Optional<ProcessReference> init = intent.init();
            init.ifPresent(process -> teardown.step(() -> kill(process)));
            teardown.step(() -> new Recover(site).rollBack(locked, intent));
            if (init.isPresent() && !(reason instanceof ClientLostException)) {
                teardown.step(this::runPoststopHooks);
            }
            teardown.step(locked::close);
            teardown.addTo(reason);
        }

        /** By the client, which reaps it; by its reference, where the client is gone. */
        private void kill(ProcessReference process) {
            Launch started = launch;
            if (started != null && process.isAlive()) {
                try {
                    int _ = started.kill();
                } catch (ClientLostException e) {
                    Teardown.kill(request.id(), process);
                }
            }
        }

        private void runPoststopHooks() {
            hookRunner()
                    .runAll(
                            "poststop",
                            blueprint.bundle().config().hooks().poststop(),
                            state(Status.STOPPED, 0));
        }

        private byte[] state(Status status, int pid) {
            return document().json(status, pid);
        }

        private StateDocument document() {
            Bundle bundle = blueprint.bundle();
            return new StateDocument(
                    bundle.config().ociVersion(),
                    request.id(),
                    bundle.directory(),
                    bundle.config().annotations());
        }
    }
}
