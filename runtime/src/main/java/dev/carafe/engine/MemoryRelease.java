package dev.carafe.engine;

import dev.carafe.linux.MappedFiles;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Gives memory back to the host that an engine without sessions does not need: a heap that sessions
 * have made grow, as a very large config.json does, and code that only a start or a session runs.
 * The collector returns pages only when it collects everything, which small sessions do not make
 * necessary for hours; the kernel counts and keeps what has been read of a file until memory is
 * short.
 */
final class MemoryRelease {
    /** A heap of this size is that of an engine at its usual work, and stays. */
    private static final long USUAL_BYTES = 32L << 20;

    /** Whoever comes in a burst must not wait for the collector. */
    private static final Duration QUIET = Duration.ofSeconds(2);

    /** A pause like this is not one between two health checks of a busy node. */
    private static final Duration IDLE = Duration.ofSeconds(20);

    private final EngineActivity activity;
    private final LongSupplier heapBytes;
    private final Runnable collect;
    private final Runnable unmap;
    private long servedAtCollection = -1;
    private long servedAtUnmapping = -1;

    /**
     * For any memory.
     *
     * @param heapBytes how much the heap takes from the host
     * @param collect collects everything, and returns what is free
     * @param unmap leaves what is mapped of files, and can be read again
     */
    MemoryRelease(
            EngineActivity activity, LongSupplier heapBytes, Runnable collect, Runnable unmap) {
        this.activity = activity;
        this.heapBytes = heapBytes;
        this.collect = collect;
        this.unmap = unmap;
    }

    /** For this JVM's. */
    static MemoryRelease ofThisJvm(EngineActivity activity, EngineLog log) {
        return new MemoryRelease(
                activity,
                Runtime.getRuntime()::totalMemory,
                System::gc,
                () -> {
                    try {
                        MappedFiles.release();
                    } catch (IOException e) {
                        log.line("cannot leave mapped files: " + e.getMessage());
                    }
                });
    }

    /** Returns what there is to return; once, until the engine has served others. */
    void whenIdle() {
        long served = activity.served();
        Duration idle = activity.idleTime();
        if (served != servedAtCollection
                && idle.compareTo(QUIET) >= 0
                && heapBytes.getAsLong() > USUAL_BYTES) {
            servedAtCollection = served;
            collect.run();
        }
        if (served != servedAtUnmapping && idle.compareTo(IDLE) >= 0) {
            servedAtUnmapping = served;
            unmap.run();
        }
    }
}
