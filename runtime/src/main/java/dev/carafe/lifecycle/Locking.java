package dev.carafe.lifecycle;

import dev.carafe.state.LockedContainer;
import java.time.Duration;

/** How long an operation waits for another one on the same container. */
final class Locking {
    /** Longer than a create or a delete takes on a machine in distress, and not for ever. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private Locking() {}

    /**
     * Locks a container.
     *
     * @throws StateException when another command still works on it after {@link #PATIENCE}
     */
    static LockedContainer lock(Site site, String id) {
        return site.store()
                .lock(id, PATIENCE)
                .orElseThrow(() -> StateException.busy(id, "another command works on it"));
    }
}
