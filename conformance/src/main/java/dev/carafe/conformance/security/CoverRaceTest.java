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
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * GHSA-3q8j-pf29-vwv8: a masked or read-only path that is resolved twice, and leads elsewhere the
 * second time.
 */
@Conformance
class CoverRaceTest {

    /** What the container sees: the directory's name, its read-only file, its masked one. */
    private static final String LOOK =
            """
            for d in a b; do
              (cd /$d && echo "$(cat name) $(cat fixed) $(cat masked)")
            done
            echo "mounts $(grep -c '/fixed ' /proc/self/mountinfo) $(grep -c '/masked ' /proc/self/mountinfo)"
            """;

    @Test
    void whatIsMountedOnAPathIsWhatWasThereOrItsMask(Lab lab) throws IOException {
        Bundle bundle = lab.bundle().shell(LOOK);
        bundle.merge(
                "{\"linux\":{\"maskedPaths\":[\"/a/masked\"],\"readonlyPaths\":[\"/a/fixed\"]}}");
        Path one = directory(bundle, "a");
        Path other = directory(bundle, "b");
        Set<String> masked = new HashSet<>();
        try (Race race = Race.between(one, other, lab)) {
            race.run(
                    () -> {
                        Result result = bundle.run().ok();
                        List<String> lines = result.out().lines().toList();
                        assertThat(lines).as(result::toString).hasSize(3);
                        lines.subList(0, 2).forEach(line -> judge(line, masked));
                        assertThat(lines.getLast()).isEqualTo("mounts 1 1");
                    },
                    () -> masked.size() == 2);
        }
    }

    private static void judge(String line, Set<String> masked) {
        String name = line.substring(0, 1);
        assertThat(line).isIn(name + " " + name + " ", name + " " + name + " " + name);
        if (line.endsWith(" ")) {
            masked.add(name);
        }
    }

    private static Path directory(Bundle bundle, String name) throws IOException {
        Path directory = Files.createDirectory(bundle.rootfs().resolve(name));
        for (String file : List.of("name", "fixed", "masked")) {
            Files.writeString(directory.resolve(file), name);
        }
        return directory;
    }
}
