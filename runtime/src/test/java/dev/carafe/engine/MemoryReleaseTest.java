package dev.carafe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MemoryReleaseTest {
    private long nanos;
    private long heapBytes = 100L << 20;
    private int collections;
    private int releases;
    private final EngineActivity activity = new EngineActivity(() -> nanos);
    private final MemoryRelease release =
            new MemoryRelease(activity, () -> heapBytes, () -> collections++, () -> releases++);

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

    @Test
    void mappedFilesAreLeftOnceAfterALongerPause() {
        serve();
        int _ = collectionsAfter(Duration.ofSeconds(19));
        assertThat(releases).isZero();
        int _ = collectionsAfter(Duration.ofSeconds(1));
        assertThat(releases).isEqualTo(1);
        int _ = collectionsAfter(Duration.ofSeconds(60));
        assertThat(releases).isEqualTo(1);
        serve();
        int _ = collectionsAfter(Duration.ofSeconds(20));
        assertThat(releases).isEqualTo(2);
    }
}
