package dev.carafe.conformance.security;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * CVE-2021-30465, 2024-45310: another process swaps a mount's target for a link while the runtime
 * works.
 */
@Conformance
class MountRaceTest {

    private static final Duration LENGTH = Duration.ofSeconds(3);

    @ParameterizedTest
    @ValueSource(strings = {"tmpfs", "file"})
    void swappedTargetNeverReachesTheHost(String kind, Lab lab)
            throws IOException, InterruptedException {
        Canary canary = new Canary(lab);
        Bundle bundle = lab.bundle();
        Path directory = Files.createDirectories(bundle.rootfs().resolve("vol/t"));
        if (kind.equals("tmpfs")) {
            bundle.mount("/vol/t/made/deep", "tmpfs", "tmpfs");
        } else {
            bundle.bind(lab.file("file", "text"), "/vol/t/made");
        }
        Thread swapper = Thread.ofPlatform().start(() -> swap(directory, canary.path()));
        try {
            long end = System.nanoTime() + LENGTH.toNanos();
            while (System.nanoTime() < end) {
                bundle.run();
                canary.assertUntouched();
            }
        } finally {
            swapper.interrupt();
            swapper.join();
        }
    }

    private static void swap(Path directory, Path canary) {
        Path aside = directory.resolveSibling("aside");
        Path link = directory.resolveSibling("link");
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Files.createSymbolicLink(link, canary);
                Files.move(directory, aside);
                Files.move(link, directory, StandardCopyOption.ATOMIC_MOVE);
                Thread.onSpinWait();
                Files.move(directory, link, StandardCopyOption.ATOMIC_MOVE);
                Files.move(aside, directory);
                Files.delete(link);
            }
        } catch (IOException lostTheRace) {
            // The runtime made the directory between two of our steps: the attack is over.
            Thread.currentThread().interrupt();
        }
    }
}
