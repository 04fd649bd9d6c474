package dev.carafe.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.linux.ProcessReference;
import dev.carafe.state.StoreException.Kind;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateFilesTest {
    private static final Path FILE = Path.of("/run/c/state.json");

    @Test
    void stateReadsBackAsItWasWritten() {
        StoredContainer container = Samples.container("c1");
        assertThat(StateJson.read(FILE, StateJson.write(container))).isEqualTo(container);
    }

    @Test
    void intentReadsBackAsItWasWritten() {
        Intent intent = Samples.intent();
        assertThat(IntentJson.read(FILE, IntentJson.write(intent))).isEqualTo(intent);
        assertThat(IntentJson.read(FILE, IntentJson.write(Samples.abandonedIntent())))
                .isEqualTo(Samples.abandonedIntent());
    }

    @Test
    void intentsOfChangesReadBackAsTheyWereWritten() {
        StoredContainer container = Samples.container("c1");
        Intent update =
                Intent.update(
                        Samples.self(),
                        container,
                        Map.of(Path.of("/cg/cpu/c1/cpu.max"), "max 100000\n\"x\""));
        assertThat(IntentJson.read(FILE, IntentJson.write(update))).isEqualTo(update);
        Intent checkpoint =
                Intent.checkpoint(
                        Samples.self(),
                        container,
                        new Intent.Dump(new ProcessReference(9, 10), true));
        assertThat(IntentJson.read(FILE, IntentJson.write(checkpoint))).isEqualTo(checkpoint);
    }

    @Test
    void membersOfLaterBuildsAreIgnored() {
        String text = new String(StateJson.write(Samples.container("c1")), UTF_8);
        String later = "{\"novelty\":{\"a\":[1]}," + text.substring(1);
        assertThat(StateJson.read(FILE, later.getBytes(UTF_8))).isEqualTo(Samples.container("c1"));
    }

    @Test
    void laterFormatIsRefusedByItsNumber() {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> StateJson.read(FILE, "{\"version\":99}".getBytes(UTF_8)))
                .withMessageContaining("/run/c/state.json: format 99")
                .matches(e -> e.kind() == Kind.CORRUPT);
    }

    @Test
    void everyTruncationIsAnErrorThatNamesTheFile() {
        byte[] whole = StateJson.write(Samples.container("c1"));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> StateJson.read(FILE, cut))
                    .withMessageContaining("damaged state file /run/c/state.json")
                    .matches(e -> e.kind() == Kind.CORRUPT);
        }
    }

    @Test
    void truncationIsReportedWithItsOffset() {
        byte[] cut = Arrays.copyOf(StateJson.write(Samples.container("c1")), 100);
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> StateJson.read(FILE, cut))
                .withMessageContaining("at byte 100 of 100");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "{}", "7", "{\"version\":1}", "{\"version\":1,\"id\":5}"})
    void otherJsonIsDamage(String text) {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> StateJson.read(FILE, text.getBytes(UTF_8)))
                .matches(e -> e.kind() == Kind.CORRUPT);
    }
}
