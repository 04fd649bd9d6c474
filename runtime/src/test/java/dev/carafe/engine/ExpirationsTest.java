package dev.carafe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpirationsTest {
    @Test
    void anEngineWithASessionIsNotIdleHoweverLongItTakes() {
        AtomicLong nanoTime = new AtomicLong();
        EngineActivity activity = new EngineActivity(nanoTime::get);
        Expiration idle = Expirations.idle(activity, Duration.ofSeconds(5));
        activity.begin();
        nanoTime.set(Duration.ofHours(1).toNanos());
        assertThat(idle.reason()).isEmpty();
        activity.end();
        assertThat(idle.reason()).isEmpty();
        nanoTime.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(idle.reason()).contains("idle for 5 s");
    }

    @Test
    void anEngineStaysWithItsStarterAndWithPidOneOnly() {
        AtomicInteger parent = new AtomicInteger(500);
        Expiration adopted = Expirations.adopted(parent::get);
        assertThat(adopted.reason()).isEmpty();
        parent.set(1);
        assertThat(adopted.reason()).isEmpty();
        parent.set(77);
        assertThat(adopted.reason()).contains("adopted by process 77");
        parent.set(0);
        assertThat(adopted.reason()).contains("adopted by process 0");
    }

    @Test
    void aFileThatIsReplacedOrGoneIsAReason(@TempDir Path directory) throws IOException {
        Path jar = Files.writeString(directory.resolve("engine.jar"), "one");
        Expiration replaced = Expirations.replaced("build", jar);
        assertThat(replaced.reason()).isEmpty();
        Files.move(jar, directory.resolve("old"));
        assertThat(replaced.reason()).contains("build " + jar + " is gone");
        Files.writeString(jar, "two");
        assertThat(replaced.reason()).contains("build " + jar + " was replaced");
    }

    @Test
    void theEnvironmentSetsTheIdleTimeWhichIsShortInAPrivateMountNamespace() {
        assertThat(EngineSettings.of(Map.of(), true).idle()).isEqualTo(Duration.ofMinutes(10));
        assertThat(EngineSettings.of(Map.of(), false).idle()).isEqualTo(Duration.ofSeconds(5));
        Map<String, String> three = Map.of("CARAFE_ENGINE_IDLE_SECONDS", "3");
        assertThat(EngineSettings.of(three, false).idle()).isEqualTo(Duration.ofSeconds(3));
        Map<String, String> junk = Map.of("CARAFE_ENGINE_IDLE_SECONDS", "-3");
        assertThat(EngineSettings.of(junk, true).idle()).isEqualTo(Duration.ofMinutes(10));
    }
}
