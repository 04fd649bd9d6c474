package dev.carafe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.cli.CarafeCommand;
import dev.carafe.lifecycle.ConfigCache;
import dev.carafe.linux.HostFactsProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {
    @TempDir Path temporary;
    private Path directory;
    private Path log;
    private int sessions;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createDirectory(temporary.resolve("engine"));
        log = temporary.resolve("log");
    }

    private void rehearse() throws IOException, InterruptedException {
        EngineActivity activity = new EngineActivity(System::nanoTime);
        SessionRunner runner =
                new SessionRunner(
                        (client, services) -> {
                            sessions++;
                            return CarafeCommand.run(client, services);
                        },
                        new RunningEngine(
                                "test-build",
                                Optional.empty(),
                                activity,
                                new HostFactsProbe()::probe,
                                new ConfigCache(),
                                FilterDirectory.filters(),
                                Clock.systemUTC()),
                        new Throttle(1, Duration.ZERO),
                        activity::isStopping,
                        EngineLog.open(log));
        Rehearsal.run(runner, directory);
    }

    @Test
    void bundleIsPlannedAgainAndAgainAndNothingIsLeft() throws Exception {
        rehearse();
        assertThat(sessions).isGreaterThan(1);
        assertThat(directory).isEmptyDirectory();
        assertThat(log).isEmptyFile();
    }

    @Test
    void leftoversOfAKilledEngineAreInNobodysWay() throws Exception {
        Path bundle = Files.createDirectories(directory.resolve("rehearsal/bundle"));
        Files.createDirectory(bundle.resolve("rootfs"));
        Files.writeString(bundle.resolve("config.json"), "{");
        Files.createFile(directory.resolve("rehearsal/engine.sock"));
        rehearse();
        assertThat(directory).isEmptyDirectory();
        assertThat(log).isEmptyFile();
    }

    @Test
    void engineWithoutRehearsalSaysWhy() throws Exception {
        Files.createFile(directory.resolve("rehearsal"));
        rehearse();
        assertThat(sessions).isZero();
        assertThat(log).content().contains("no rehearsal: ");
    }
}
