package dev.carafe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeapReleaseTest {
    private long nanos;
    private long heapBytes = 100L << 20;
    private int collections;
    private final EngineActivity activity = new EngineActivity(() -> nanos);
    private final HeapRelease release =
            new HeapRelease(activity, () -> heapBytes, () -> collections++);

    private int collectionsAfter(Duration idle) {
        nanos += idle.toNanos();
        release.whenIdle();
        return collections;
    }

    private void serve() {
        activity.begin();
        activity.end();
    }

    @Test
    void grownHeapIsReturnedOnceWhenNobodyCalls() {
        serve();
        assertThat(collectionsAfter(Duration.ofSeconds(1))).isZero();
        assertThat(collectionsAfter(Duration.ofSeconds(1))).isEqualTo(1);
        assertThat(collectionsAfter(Duration.ofSeconds(60))).isEqualTo(1);
        serve();
        assertThat(collectionsAfter(Duration.ofSeconds(2))).isEqualTo(2);
    }

    @Test
    void heapOfUsualSizeStays() {
        heapBytes = 32L << 20;
        serve();
        assertThat(collectionsAfter(Duration.ofSeconds(60))).isZero();
    }

    @Test
    void sessionsAreNotDisturbed() {
        activity.begin();
        assertThat(collectionsAfter(Duration.ofSeconds(60))).isZero();
        activity.end();
        assertThat(collectionsAfter(Duration.ofSeconds(2))).isEqualTo(1);
    }
}
