package dev.carafe.engine;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the number of sessions that decide at the same time low, since each of them needs heap.
 *
 * <p>It is no lock: whoever has waited for long enough goes on without a permit. So sessions that
 * wait for each other outside of the engine's sight (for a container's lock, or because a hook of
 * one calls carafe) cannot block each other here.
 */
final class Throttle {
    private final Semaphore permits;
    private final Duration patience;

    Throttle(int permits, Duration patience) {
        this.permits = new Semaphore(permits, true);
        this.patience = patience;
    }

    /**
     * Waits for a permit, but not for long.
     *
     * @return whether there was one, which {@link #leave} must be told
     */
    boolean enter() {
        try {
            return permits.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void leave(boolean entered) {
        if (entered) {
            permits.release();
        }
    }
}
