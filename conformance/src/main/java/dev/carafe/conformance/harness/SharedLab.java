package dev.carafe.conformance.harness;

import java.time.Duration;
import java.util.List;

/**
 * A lab that the tests of a class share, for what takes long to set up: an engine above the
 * runtime. Closing it does what was to be done afterwards, and removes everything.
 */
public final class SharedLab implements AutoCloseable {

    private static final Duration GRACE = Settings.fromProperties().scaled(Duration.ofSeconds(5));

    private final Lab lab = LabExtension.newLab();

    /** The lab. */
    public Lab lab() {
        return lab;
    }

    /**
     * Fails when processes of the engine's are left. Its cgroup is not looked at: no runtime
     * removes the directories above its containers' own.
     */
    @Override
    public void close() {
        List<Long> left;
        try {
            lab.runAfterwards();
            Poll.within(GRACE, () -> Leaks.processes(lab).isEmpty());
            left = Leaks.processes(lab);
        } finally {
            LabExtension.forget(lab);
        }
        if (!left.isEmpty()) {
            throw new AssertionError("the engine left processes behind: " + left);
        }
    }
}
