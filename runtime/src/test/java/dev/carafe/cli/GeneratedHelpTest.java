package dev.carafe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;

/** Manual pages and completion scripts, from a model of two commands. */
class GeneratedHelpTest {
    private static final CommandSpec GLOBALS =
            Flags.of("carafe", "Runs containers.").value("--root", "DIR", "where: state").spec();
    private static final CommandSpec STATE =
            Flags.of("state", "Print it's state; all of it.")
                    .on("-q,--quiet", "say nothing [much]")
                    .arguments("ID", "the container")
                    .spec();
    private static final CommandSpec ENGINE =
            Flags.of("engine", "The engine.").arguments("start|stop", "what to do").spec();

    private final Completion completion = new Completion(GLOBALS, List.of(STATE, ENGINE));

    @Test
    void bashKnowsCommandsFlagsIdsAndChoices() {
        assertThat(completion.bash())
                .contains("            --root) ((i++)) ;;\n")
                .contains("        '') flags='--root' values='--root' words='state engine' ;;\n")
                .contains("state) flags='-q --quiet' values='' words=$(carafe list -q 2>/dev/null)")
                .contains("engine) flags='' values='' words='start stop' ;;\n")
                .endsWith("complete -o filenames -F _carafe carafe\n");
    }

    @Test
    void fishHasALineForEachCommandAndFlag() {
        assertThat(completion.fish())
                .contains("-n __fish_use_subcommand -l root -r -F -d 'where: state'\n")
                .contains("-n __fish_use_subcommand -a state -d 'Print it\\'s state; all of it.'\n")
                .contains("-n '__fish_seen_subcommand_from state' -s q -l quiet -d")
                .contains("-n '__fish_seen_subcommand_from engine' -a 'start stop'\n");
    }

    @Test
    void zshEscapesColonsQuotesAndBrackets() {
        assertThat(completion.zsh())
                .startsWith("#compdef carafe\n")
                .contains("'--root''[where\\: state]'':DIR:_files' \\\n")
                .contains("state:'Print it'\\''s state; all of it.'\n")
                .contains("'--quiet''[say nothing (much)]'")
                .contains("'*: :(start stop)' ;;\n");
    }

    @Test
    void aManualPageHasTheSectionsOfMan7() {
        assertThat(ManPage.of(STATE, List.of(), "1.2"))
                .startsWith(".TH \"CARAFE-STATE\" 1 \"\" \"carafe 1.2\" \"carafe\"\n")
                .contains("\ncarafe\\-state \\- print it\\(aqs state\n")
                .contains("\n.TP\n\\fB\\-q\\fR, \\fB\\-\\-quiet\\fR\nsay nothing [much]\n")
                .contains("\n.SH EXIT STATUS\n.TP\n0\n");
        assertThat(ManPage.of(GLOBALS, List.of(STATE), "1.2"))
                .contains("\n.SH COMMANDS\n.TP\n\\fBcarafe\\-state\\fR(1)\n")
                .contains("\\fB\\-\\-root\\fR \\fIDIR\\fR");
    }

    @Test
    void everyCommandHasHelpWithExitCodes() {
        for (CommandSpec spec : Help.commands()) {
            assertThat(Help.of(spec)).as(spec.name()).contains("Usage: carafe", "Exit codes:");
            assertThat(ManPage.of(spec, List.of(), "1")).doesNotContain("\n\n");
        }
        assertThat(Help.of(new CreateCommand().spec())).contains("Examples:", "carafe create -b");
    }
}
