package dev.carafe.lifecycle;

import dev.carafe.cgroup.Cgroup;
import dev.carafe.linux.ProcessReference;
import dev.carafe.state.ContainerDirectory;
import dev.carafe.state.Intent;
import dev.carafe.state.LockedContainer;
import dev.carafe.state.StoredContainer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;

/**
 * Ends what a dead client or a dead engine has left half-done: a create or an update is rolled
 * back, a delete is completed, and a container that was being saved goes on.
 *
 * @param site where to look
 */
public record Recover(Site site) {
    /** Recovers for the client itself, which lost the engine that worked for it. */
    public void recover(String id) {
        recover(id, true, Locking.PATIENCE);
    }

    /** Recovers if the client that began it is gone; does nothing otherwise. */
    void ifAbandoned(String id) {
        Optional<ContainerDirectory> directory = site.store().look(id);
        if (directory.isEmpty()) {
            return;
        }
        Optional<Intent> intent = directory.get().intent();
        boolean unrecorded = intent.isEmpty() && !Files.exists(directory.get().stateFile());
        if (unrecorded) {
            // Its maker died just after making it, or is about to lock it: then that one is first.
            recover(id, false, Duration.ZERO);
        } else if (intent.filter(Intent::isAbandoned).isPresent()) {
            recover(id, false, Locking.PATIENCE);
        }
    }

    private void recover(String id, boolean own, Duration patience) {
        if (site.store().look(id).isEmpty()) {
            return;
        }
        Optional<LockedContainer> lock = site.store().lock(id, patience);
        if (lock.isEmpty()) {
            return;
        }
        try (LockedContainer locked = lock.get()) {
            boolean isOwn = own && locked.directory().intent().filter(this::isOwn).isPresent();
            if (isOwn || locked.isAbandoned()) {
                undo(locked);
            }
        }
    }

    private void undo(LockedContainer locked) {
        Optional<Intent> intent = locked.directory().intent();
        if (intent.isEmpty()) {
            locked.remove();
            return;
        }
        site.diagnostics()
                .debug(
                        "finishing an interrupted %s of %s"
                                .formatted(intent.get().action(), locked.directory().id()));
        Optional<StoredContainer> stored = locked.directory().state();
        if (stored.isEmpty()) {
            rollBack(locked, intent.get());
            return;
        }
        ContainerRecord container = new ContainerRecord(site, locked.directory(), stored.get());
        switch (intent.get().action()) {
            case CREATE -> rollBack(locked, intent.get());
            case DELETE -> new DeleteContainer(site).rollForward(locked, container);
            case UPDATE -> new UpdateContainer(site).rollBack(locked, container, intent.get());
            case CHECKPOINT ->
                    new CheckpointContainer(site).recover(locked, container, intent.get());
        }
    }

    /** Takes away what an intent names; the directory goes last. */
    void rollBack(LockedContainer locked, Intent intent) {
        Teardown teardown = new Teardown();
        if (intent.init().isPresent()) {
            ProcessReference init = intent.init().get();
            Cgroup cgroup = site.cgroups().open(intent.cgroups());
            teardown.step(() -> Teardown.killInit(locked.directory().id(), init, cgroup));
            teardown.step(() -> Teardown.remove(cgroup));
        } else {
            // Nothing of ours is in them: who is was there before, and made create refuse. An init
            // whose launch nobody heard of is on its way out.
            Cgroup made = site.cgroups().open(intent.madeCgroups());
            teardown.step(() -> made.delete(Teardown.PATIENCE));
        }
        teardown.step(() -> Teardown.removeUnused(intent.madeDirectories()));
        if (teardown.isClean()) {
            teardown.step(locked::remove);
        }
        teardown.finish();
    }

    /** Whether it is this very client that began it, and lost its engine. */
    private boolean isOwn(Intent intent) {
        return ProcessReference.of(site.client().invocation().pid())
                .filter(intent.client()::equals)
                .isPresent();
    }
}
