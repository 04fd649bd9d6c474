package dev.carafe.conformance.e2e;

import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Poll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The cgroups of no test's name that Podman makes and leaves: its default parent, which {@code play
 * kube} takes whatever is asked for, with conmon's and those of pods below.
 */
final class PodmanCgroups {

    private static final String PARENT = "libpod_parent";

    private static int users;
    private static Set<Path> before = Set.of();

    private PodmanCgroups() {}

    /** Before Podman is used; the first user notes what is there already. */
    static synchronized void enter() {
        if (users++ == 0) {
            before = all().collect(Collectors.toUnmodifiableSet());
        }
    }

    /**
     * When it is used no more; the last user removes what has come since, deepest first. Not
     * before: another may be about to make a cgroup below.
     */
    static synchronized void leave() {
        if (--users > 0) {
            return;
        }
        List<Path> come =
                all().filter(cgroup -> !before.contains(cgroup))
                        .sorted(Comparator.comparingInt(Path::getNameCount).reversed())
                        .toList();
        Poll.until(
                "the end of what is in " + come,
                () -> come.stream().allMatch(PodmanCgroups::removed));
    }

    private static boolean removed(Path cgroup) {
        try {
            Files.deleteIfExists(cgroup);
            return true;
        } catch (IOException inhabited) {
            return false;
        }
    }

    private static Stream<Path> all() {
        return Host.cgroupMounts().stream()
                .map(hierarchy -> hierarchy.resolve(PARENT))
                .filter(Files::isDirectory)
                .flatMap(PodmanCgroups::below);
    }

    private static Stream<Path> below(Path parent) {
        try (Stream<Path> found = Files.walk(parent)) {
            return found.filter(Files::isDirectory).toList().stream();
        } catch (IOException | UncheckedIOException vanished) {
            return Stream.empty();
        }
    }
}
