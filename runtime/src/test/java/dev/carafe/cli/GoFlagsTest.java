package dev.carafe.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;

class GoFlagsTest {
    private final CommandSpec create = new CreateCommand().spec();
    private final CommandSpec globals = GlobalOptions.spec();

    private List<String> rewritten(String... args) {
        return GoFlags.ofCommand(create, List.of(args));
    }

    @Test
    void everyWayToWriteAValueComesOutTheSame() {
        assertThat(rewritten("--bundle", "/b", "c1")).containsExactly("--bundle=/b", "c1");
        assertThat(rewritten("--bundle=/b", "c1")).containsExactly("--bundle=/b", "c1");
        assertThat(rewritten("-bundle", "/b", "c1")).containsExactly("--bundle=/b", "c1");
        assertThat(rewritten("-b=/b", "c1")).containsExactly("--bundle=/b", "c1");
        assertThat(rewritten("-b", "/b", "c1")).containsExactly("--bundle=/b", "c1");
        assertThat(rewritten("--b", "/b", "c1")).containsExactly("--bundle=/b", "c1");
    }

    @Test
    void flagsMayFollowTheId() {
        assertThat(rewritten("c1", "--bundle", "/b")).containsExactly("c1", "--bundle=/b");
    }

    @Test
    void aValueMayBeginWithADashAndHoldAnEqualsSign() {
        assertThat(rewritten("--pid-file", "-x=1", "c1")).containsExactly("--pid-file=-x=1", "c1");
    }

    @Test
    void booleanFlagsTakeGoBooleans() {
        assertThat(rewritten("--no-pivot=true", "c1")).containsExactly("--no-pivot", "c1");
        assertThat(rewritten("--no-pivot=0", "c1")).containsExactly("c1");
    }

    @Test
    void theLastOfSeveralBooleansCounts() {
        assertThat(rewritten("--no-pivot", "--no-pivot", "c1")).containsExactly("--no-pivot", "c1");
        assertThat(rewritten("--no-pivot", "--no-pivot=false", "c1")).containsExactly("c1");
    }

    @Test
    void nothingAfterTwoDashesIsAFlag() {
        assertThat(rewritten("--", "--bundle")).containsExactly("--", "--bundle");
    }

    @Test
    void globalFlagsEndAtTheCommand() {
        assertThat(
                        GoFlags.ofGlobals(
                                globals, List.of("--root", "/r", "-debug", "kill", "-a", "c1")))
                .containsExactly("--root=/r", "--debug", "kill", "-a", "c1");
    }

    @Test
    void unknownFlagsAreNamedAsGoNamesThem() {
        assertThatThrownBy(() -> rewritten("--bogus", "c1"))
                .isInstanceOf(UsageException.class)
                .hasMessage("flag provided but not defined: -bogus");
    }

    @Test
    void aMissingValueIsAnError() {
        assertThatThrownBy(() -> rewritten("c1", "--bundle"))
                .isInstanceOf(UsageException.class)
                .hasMessage("flag needs an argument: -bundle");
    }

    @Test
    void aWrongBooleanIsAnError() {
        assertThatThrownBy(() -> rewritten("--no-pivot=maybe", "c1"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("invalid boolean value \"maybe\" for -no-pivot");
    }
}
