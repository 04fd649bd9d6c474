package dev.carafe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

class FlagsTest {
    private static ParseResult parsed(String... args) {
        CommandSpec spec = new RunCommand().spec();
        return Flags.parseCommand(spec, GoFlags.ofCommand(spec, List.of(args)));
    }

    @Test
    void flagsAreOnOrHaveTheirValue() {
        ParseResult args = parsed("-d", "-b=/b", "c1");
        assertThat(Flags.isOn(args, "--detach")).isTrue();
        assertThat(Flags.isOn(args, "--keep")).isFalse();
        assertThat(Flags.text(args, "--bundle")).contains("/b");
        assertThat(Flags.text(args, "--pid-file")).isEmpty();
        assertThat(Flags.arguments(args)).containsExactly("c1");
    }

    @Test
    void theLastOfSeveralValuesCounts() {
        assertThat(Flags.text(parsed("-b", "/a", "--bundle=/b=c"), "-b")).contains("/b=c");
    }

    @Test
    void anEmptyValueIsNone() {
        assertThat(Flags.text(parsed("--bundle=", "c1"), "--bundle")).isEmpty();
    }

    @Test
    void whatFollowsTwoDashesOrIsADashIsAnArgument() {
        ParseResult args = parsed("-", "--", "--keep", "--");
        assertThat(Flags.arguments(args)).containsExactly("-", "--keep", "--");
        assertThat(Flags.isOn(args, "--keep")).isFalse();
    }

    @Test
    void globalFlagsEndAtTheCommand() {
        CommandSpec spec = GlobalOptions.spec();
        List<String> argv = List.of("--debug", "run", "--debug=x", "--root", "/r");
        ParseResult args = Flags.parseGlobals(spec, GoFlags.ofGlobals(spec, argv));
        assertThat(Flags.isOn(args, "--debug")).isTrue();
        assertThat(Flags.text(args, "--root")).isEmpty();
        assertThat(Flags.arguments(args)).containsExactly("run", "--debug=x", "--root", "/r");
    }

    @Test
    void modelsAreNotShared() {
        assertThat(Flags.text(parsed("-b", "/a"), "-b")).contains("/a");
        assertThat(Flags.text(parsed("c1"), "-b")).isEmpty();
    }
}
