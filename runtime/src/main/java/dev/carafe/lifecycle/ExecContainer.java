package dev.carafe.lifecycle;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.HostFactsProbe;
import dev.carafe.linux.ProcessReference;
import dev.carafe.spec.seccomp.Seccomp;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Runs another process in a container. It takes no lock: many may run at once, also while another
 * command works on the container; one that deletes it kills what is in its control groups.
 *
 * <p>It commits at the pid file. Up to that, any failure kills what was launched.
 *
 * @param site where the container is
 */
public record ExecContainer(Site site) {
    /**
     * Runs the process.
     *
     * @param whenRunning done once the process runs, before it is waited for
     * @return its exit code, or 128 and the number of the signal that ended it; 0 when it was not
     *     waited for, by us at least
     * @throws StateException when there is no such container, or it cannot have another process
     * @throws LaunchException when the process cannot be run
     */
    public int exec(ExecRequest request, Runnable whenRunning) {
        ContainerRecord container = ContainerRecord.find(site, request.id());
        requireAble(container, request.ignorePaused());
        ExecPlan plan = ExecPlan.draw(site, container, request);
        // A client that loses its engine from here on must not run the program twice.
        site.client().recoverWith(List.of());
        new Attempt(container, request, plan).run();
        whenRunning.run();
        if (request.detach()) {
            return 0;
        }
        OptionalInt status = site.client().foreground(List.of(), Duration.ZERO, false);
        return status.isPresent() ? new WaitStatus(status.getAsInt()).exitCode() : 0;
    }

    private static void requireAble(ContainerRecord container, boolean ignorePaused) {
        String id = container.stored().id();
        switch (container.status()) {
            case STOPPED -> throw StateException.hasStopped(id);
            case PAUSED -> {
                if (!ignorePaused) {
                    throw StateException.isPaused(id);
                }
            }
            case CREATING, CREATED, RUNNING -> {}
        }
    }

    /** One exec up to its commit. */
    private final class Attempt {
        private final ContainerRecord container;
        private final ExecRequest request;
        private ExecPlan plan;

        Attempt(ContainerRecord container, ExecRequest request, ExecPlan plan) {
            this.container = container;
            this.request = request;
            this.plan = plan;
        }

        void run() {
            Launch launch = launched();
            try {
                while (!isExecuted(launch)) {
                    // a supervisor of system calls may be told before
                }
                takeTimes(launch.pid());
                site.client().requirePresent();
                request.pidFile().ifPresent(file -> PidFile.write(file, launch.pid()));
            } catch (RuntimeException | Error e) { // a resident engine outlives its errors
                new Teardown().step(() -> kill(launch)).addTo(e);
                throw e;
            }
        }

        private Launch launched() {
            try {
                return launch();
            } catch (LaunchFailedException e) {
                plan = elsewhere(e.failure());
                return launchedAgain();
            }
        }

        private Launch launch() {
            try (Trace.Phase _ = site.trace().phase("launch: until the process is cloned")) {
                return site.client().launch(plan.program().encode());
            }
        }

        private void takeTimes(int process) {
            site.trace().takeOperations(site.client(), plan.program(), process);
        }

        private Launch launchedAgain() {
            try {
                return launch();
            } catch (LaunchFailedException e) {
                takeTimes(0);
                throw ExecFailure.of(plan, e.failure());
            }
        }

        /**
         * Where to try again. A container that has made groups of its own below its cgroup has left
         * that, and version 2 lets nobody into it: then its init shows where its processes are.
         *
         * @throws LifecycleException when there is nothing else to try
         */
        private ExecPlan elsewhere(LaunchFailure failure) {
            CgroupDirectories own = container.stored().cgroups();
            boolean free = request.subCgroups().isEmpty();
            if (free && ExecFailure.isCgroupMoved(plan.program(), failure)) {
                return plan.in(
                        ExecCgroups.ofInit(
                                own, new HostFactsProbe().probe(container.init().pid()).cgroups()));
            }
            if (free
                    && site.facts().uid() != 0
                    && ExecFailure.isCgroupForbidden(plan.program(), failure)) {
                // As in runc: an ordinary user may not be allowed to move himself there.
                return plan.in(CgroupDirectories.NONE);
            }
            takeTimes(0);
            throw ExecFailure.of(plan, failure);
        }

        /** Follows the process for one event. */
        private boolean isExecuted(Launch launch) {
            switch (next(launch)) {
                case LaunchEvent.Stage _ -> {
                    launch.proceed(forListener(launch));
                    return false;
                }
                case LaunchEvent.Ready _ -> {
                    return true;
                }
                case LaunchEvent.Failed failed -> {
                    takeTimes(0);
                    throw ExecFailure.of(plan, failed.failure());
                }
                case LaunchEvent.Exited exited ->
                        throw ExecFailure.died(new WaitStatus(exited.waitStatus()));
            }
        }

        private LaunchEvent next(Launch launch) {
            try (Trace.Phase _ = site.trace().phase("wait for the process")) {
                return launch.next();
            }
        }

        private byte[] forListener(Launch launch) {
            Seccomp profile = plan.bundle().config().linux().seccomp();
            @Nullable String metadata = profile == null ? null : profile.listenerMetadata();
            var stored = container.stored();
            return new StateDocument(
                            stored.ociVersion(), stored.id(), stored.bundle(), stored.annotations())
                    .forListener(
                            container.status(), launch.pid(), container.init().pid(), metadata);
        }

        /** By the client, which reaps it; by its reference, where the client is gone. */
        private void kill(Launch launch) {
            ProcessReference process = new ProcessReference(launch.pid(), launch.startTimeTicks());
            if (!process.isAlive()) {
                return;
            }
            try {
                int _ = launch.kill();
            } catch (ClientLostException e) {
                Teardown.kill(request.id(), process);
            }
        }
    }
}
