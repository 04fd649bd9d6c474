package dev.carafe.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.linux.ProcessReference;
import dev.carafe.state.Shortcut.Ability;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShortcutLineTest {
    /** The same bytes as in the client's shortcut_test.c. */
    private static final String GOLDEN =
            "73686f727463757420010000002a000000070000000000000005000000020000002f660002000000631b6e02"
                    + "000000721b650100000073010000006702000000020000002f6100020000002f6200";

    @TempDir Path root;

    private static Shortcut shortcut(String running) {
        return new Shortcut(
                new ProcessReference(42, 7),
                Set.of(Ability.START, Ability.DELETE),
                Optional.of(Path.of("/f")),
                "c\n",
                running,
                "s",
                "67",
                List.of(Path.of("/a"), Path.of("/b")));
    }

    @Test
    void isWhatTheClientReads() {
        byte[] line = ShortcutLine.of(shortcut("r\u001b")).orElseThrow();
        assertThat(HexFormat.of().formatHex(line)).isEqualTo(GOLDEN);
        assertThat(line).doesNotContain((byte) '\n');
    }

    @Test
    void isNotKeptWhenItIsLongerThanAClientReads() {
        assertThat(ShortcutLine.of(shortcut("x".repeat(ShortcutLine.MAX_BYTES)))).isEmpty();
        assertThat(ShortcutLine.of(shortcut("x".repeat(ShortcutLine.MAX_BYTES - 1000))))
                .isPresent();
    }

    @Test
    void hasNoMoreControlGroupsThanAClientTakes() {
        List<Path> many = Collections.nCopies(Shortcut.MAX_CGROUPS + 1, Path.of("/a"));
        assertThatThrownBy(() ->
                        new Shortcut(
                                new ProcessReference(1, 1),
                                Set.of(),
                                Optional.empty(),
                                "",
                                "",
                                "",
                                "",
                                many))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isNoIntentAndTheOneBeforeItStillCounts() {
        ContainerStore store = new ContainerStore(root);
        try (LockedContainer locked = store.claim("c1", Samples.intent())) {
            locked.prepare(Samples.container("c1"), shortcut("r"));
            locked.commit();
            assertThat(locked.directory().lastIntent()).contains(Samples.intent());
        }
        try (LockedContainer again = store.lock("c1", Duration.ZERO).orElseThrow()) {
            again.intend(Samples.abandonedIntent());
            assertThat(again.directory().lastIntent()).contains(Samples.abandonedIntent());
        }
    }

    @Test
    void isKnownByItsStart() {
        byte[] line = "shortcut x".getBytes(StandardCharsets.US_ASCII);
        assertThat(ShortcutLine.isAt(line, 0, line.length)).isTrue();
        assertThat(ShortcutLine.isAt(line, 1, line.length)).isFalse();
        assertThat(ShortcutLine.isAt(line, 0, 8)).isFalse();
    }
}
