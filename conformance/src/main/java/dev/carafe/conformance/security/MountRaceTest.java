package dev.carafe.conformance.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * CVE-2021-30465, 2024-45310: another process exchanges a directory on the way to what the runtime
 * makes or mounts on for a link to the host, while the runtime works.
 */
@Conformance
class MountRaceTest {

    /** What the runtime makes in the directory. */
    enum Made {
        MOUNTED_DIRECTORY,
        MOUNTED_FILE,
        WORKING_DIRECTORY
    }

    @ParameterizedTest
    @EnumSource
    void exchangedDirectoryNeverLeadsToTheHost(Made made, Lab lab) throws IOException {
        attack(made, new Canary(lab), "absolute", lab);
    }

    @ParameterizedTest
    @ValueSource(strings = "relative")
    void exchangedDirectoryNeverLeadsUpToTheHost(String kind, Lab lab) throws IOException {
        attack(Made.MOUNTED_DIRECTORY, new Canary(lab), kind, lab);
    }

    private static void attack(Made made, Canary canary, String kind, Lab lab) throws IOException {
        Bundle bundle = lab.bundle();
        Path directory = Files.createDirectories(bundle.rootfs().resolve("vol/t"));
        Path link = Files.createSymbolicLink(bundle.rootfs().resolve("vol/l"), canary.link(kind));
        switch (made) {
            case MOUNTED_DIRECTORY -> bundle.mount("/vol/t/made/deep", "tmpfs", "tmpfs");
            case MOUNTED_FILE -> bundle.bind(lab.file("file", "text"), "/vol/t/made");
            case WORKING_DIRECTORY -> bundle.merge("{\"process\":{\"cwd\":\"/vol/t/made\"}}");
        }
        bundle.shell("cat ./../secret; true");
        Set<Boolean> ended = new HashSet<>();
        try (Race race = Race.between(directory, link, lab)) {
            race.run(
                    () -> {
                        Result result = bundle.run();
                        canary.assertUntouched();
                        assertThat(result.out()).doesNotContain(Canary.SECRET);
                        ended.add(result.exitCode() == 0);
                    },
                    () -> bothSidesWereMet(bundle, canary, ended));
        }
    }

    /**
     * In the directory something was made; and the link led to a place in the container, or the
     * runtime did not go there.
     */
    private static boolean bothSidesWereMet(Bundle bundle, Canary canary, Set<Boolean> ended) {
        Path inContainer = bundle.rootfs().resolve(canary.path().toString().substring(1));
        boolean followed = Files.exists(inContainer.resolve("made")) || ended.contains(false);
        return followed && ended.contains(true);
    }
}
