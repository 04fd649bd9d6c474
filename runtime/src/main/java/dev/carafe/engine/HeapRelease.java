package dev.carafe.engine;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Gives memory back to the host when sessions have needed much of it, as a very large config.json
 * does. The collector returns pages only when it collects everything, which small sessions do not
 * make necessary for hours.
 */
final class HeapRelease {
    /** A heap of this size is that of an engine at its usual work, and stays. */
    private static final long USUAL_BYTES = 32L << 20;

    /** Whoever comes in a burst must not wait for the collector. */
    private static final Duration QUIET = Duration.ofSeconds(2);

    private final EngineActivity activity;
    private final LongSupplier heapBytes;
    private final Runnable collect;
    private long servedAtLast = -1;

    /**
     * For any heap.
     *
     * @param heapBytes how much the heap takes from the host
     * @param collect collects everything, and returns what is free
     */
    HeapRelease(EngineActivity activity, LongSupplier heapBytes, Runnable collect) {
        this.activity = activity;
        this.heapBytes = heapBytes;
        this.collect = collect;
    }

    /** For this JVM's. */
    static HeapRelease ofThisJvm(EngineActivity activity) {
        return new HeapRelease(activity, Runtime.getRuntime()::totalMemory, System::gc);
    }

    /** Collects if there is something to return; once, until the engine has served others. */
    void whenIdle() {
        long served = activity.served();
        if (served != servedAtLast
                && activity.idleTime().compareTo(QUIET) >= 0
                && heapBytes.getAsLong() > USUAL_BYTES) {
            servedAtLast = served;
            collect.run();
        }
    }
}
