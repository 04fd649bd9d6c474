package dev.carafe.engine;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How much an engine has had to do, and whether it has been asked to stop. */
final class EngineActivity {
    private final LongSupplier nanoTime;
    private final long startNanos;
    private long lastChangeNanos;
    private int active;
    private long served;
    private boolean stopping;
    private Runnable onStop = () -> {};

    /**
     * Nothing so far.
     *
     * @param nanoTime a clock as {@link System#nanoTime()}
     */
    EngineActivity(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        startNanos = nanoTime.getAsLong();
        lastChangeNanos = startNanos;
    }

    synchronized void begin() {
        active++;
        lastChangeNanos = nanoTime.getAsLong();
    }

    synchronized void end() {
        active--;
        served++;
        lastChangeNanos = nanoTime.getAsLong();
        notifyAll();
    }

    synchronized void stop() {
        stopping = true;
        onStop.run();
    }

    /** Has the accepting thread look up when somebody asks for a stop. */
    synchronized void onStop(Runnable wake) {
        onStop = wake;
    }

    synchronized boolean isStopping() {
        return stopping;
    }

    /** How long there has been no session; zero while there is one. */
    synchronized Duration idleTime() {
        return active > 0
                ? Duration.ZERO
                : Duration.ofNanos(nanoTime.getAsLong() - lastChangeNanos);
    }

    synchronized Duration uptime() {
        return Duration.ofNanos(nanoTime.getAsLong() - startNanos);
    }

    synchronized int active() {
        return active;
    }

    synchronized long served() {
        return served;
    }

    /**
     * Waits until there is no session.
     *
     * @return false when the limit passed first
     */
    synchronized boolean awaitNone(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (active > 0) {
            long leftMillis = Duration.ofNanos(end - System.nanoTime()).toMillis();
            if (leftMillis <= 0) {
                return false;
            }
            wait(leftMillis);
        }
        return true;
    }

    /** Waits until there is no session. */
    synchronized void awaitNone() throws InterruptedException {
        while (active > 0) {
            wait();
        }
    }
}
