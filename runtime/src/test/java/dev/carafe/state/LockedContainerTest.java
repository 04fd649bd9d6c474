package dev.carafe.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records of a container that is there. */
class LockedContainerTest {
    @TempDir Path root;

    private LockedContainer claimed() {
        return new ContainerStore(root).claim("c1", Samples.intent());
    }

    private static Intent update() {
        return Intent.update(
                Samples.self(), Samples.container("c1"), Map.of(Path.of("/cg/a"), "1"));
    }

    @Test
    void withdrawnRecordLeavesWhatWasBefore() throws IOException {
        try (LockedContainer locked = claimed()) {
            byte[] before = Files.readAllBytes(locked.directory().journal());
            locked.intend(update());
            assertThat(locked.directory().lastIntent()).contains(update());
            locked.withdraw(Intent.Action.UPDATE);
            assertThat(locked.directory().journal()).hasBinaryContent(before);
        }
    }

    @Test
    void recordOfAnotherActionIsNotWithdrawn() {
        try (LockedContainer locked = claimed()) {
            locked.withdraw(Intent.Action.UPDATE);
            assertThat(locked.directory().lastIntent()).contains(Samples.intent());
        }
    }

    @Test
    void recordsBehindALargeConfigAreWithdrawn() throws IOException {
        byte[] config = new byte[3 * 4096 + 17];
        Arrays.fill(config, (byte) ' ');
        try (LockedContainer locked = claimed()) {
            locked.intend(Samples.intent(), config);
            byte[] before = Files.readAllBytes(locked.directory().journal());
            locked.intend(update());
            locked.withdraw(Intent.Action.UPDATE);
            assertThat(locked.directory().journal()).hasBinaryContent(before);
            assertThat(locked.directory().config()).hasValue(config);
        }
    }

    @Test
    void whatAKilledWriterHasLeftOfALineIsNoPartOfTheNext() throws IOException {
        try (LockedContainer locked = claimed()) {
            Files.writeString(
                    locked.directory().journal(),
                    "{\"version\":1,\"act",
                    StandardOpenOption.APPEND);
            assertThat(locked.directory().lastIntent()).contains(Samples.intent());
            locked.intend(update());
            assertThat(locked.directory().lastIntent()).contains(update());
        }
    }

    /** The journal's place is taken by something else. */
    private static StoreException refusedDelete(LockedContainer locked, String target)
            throws IOException {
        Path journal = locked.directory().journal();
        Files.delete(journal);
        Files.createSymbolicLink(journal, Path.of(target));
        return catchThrowableOfType(
                StoreException.class, () -> locked.intendDelete(Samples.intent()));
    }

    @Test
    void onAFullDiskThePlaceOfWhatWasIsTriedAndBothFailuresAreTold() throws IOException {
        try (LockedContainer locked = claimed()) {
            StoreException refused = refusedDelete(locked, "/dev/full");
            assertThat(refused)
                    .hasMessage(
                            "write %s: no space left on device (ENOSPC)",
                            locked.directory().journal());
            assertThat(refused.getSuppressed()).hasSize(1);
        }
    }

    @Test
    void anyOtherFailureToIntendADeleteIsToldAndNothingElseIsTried() throws IOException {
        try (LockedContainer locked = claimed()) {
            StoreException refused = refusedDelete(locked, "/dev");
            assertThat(refused)
                    .hasMessage("write %s: is a directory (EISDIR)", locked.directory().journal())
                    .hasNoSuppressedExceptions();
        }
    }
}
