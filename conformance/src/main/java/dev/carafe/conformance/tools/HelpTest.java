package dev.carafe.conformance.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import dev.carafe.conformance.harness.TerminalSession;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Help, manual pages and completion, as those read them who they are for. */
@Tag("carafe")
@Conformance
class HelpTest {

    private static final String ASK =
            """
            source "$1"
            shift
            COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
            _carafe
            printf '%s\\n' "${COMPREPLY[@]}"
            """;

    @Test
    void helpOfACommandTeachesByExamples(Lab lab) {
        String help = lab.runtime("help", "create").run().ok().out();
        assertThat(help).contains("--bundle", "Exit codes:", "Examples:");
        assertThat(lab.runtime("create", "--help").run().ok().out()).isEqualTo(help);
    }

    @Test
    void bashCompletesCommandsFlagsAndWords(Lab lab) {
        Path script = lab.file("carafe.bash", lab.runtime("completion", "bash").run().ok().out());
        assertThat(completed(lab, script, "carafe", "crea")).isEqualTo("create\n");
        assertThat(completed(lab, script, "carafe", "--root", "/x", "crea")).isEqualTo("create\n");
        assertThat(completed(lab, script, "carafe", "create", "--pid-")).isEqualTo("--pid-file\n");
        assertThat(completed(lab, script, "carafe", "engine", "sto")).isEqualTo("stop\n");
    }

    private static String completed(Lab lab, Path script, String... words) {
        String[] command = new String[words.length + 5];
        System.arraycopy(
                new String[] {"/bin/bash", "-c", ASK, "bash", script.toString()}, 0, command, 0, 5);
        System.arraycopy(words, 0, command, 5, words.length);
        Result result = lab.host(command).run().ok();
        assertThat(result.err()).isEmpty();
        return result.out();
    }

    @Test
    void fishCompletesCommandsFlagsAndWords(Lab lab) {
        Host.needProgram("/usr/bin/fish");
        Path script = lab.file("carafe.fish", lab.runtime("completion", "fish").run().ok().out());
        assertThat(completedByFish(lab, script, "carafe crea")).contains("create\t");
        assertThat(completedByFish(lab, script, "carafe --log-l")).contains("--log-level\t");
        assertThat(completedByFish(lab, script, "carafe top --sor")).contains("--sort\t");
        assertThat(completedByFish(lab, script, "carafe engine sto")).contains("stop");
    }

    private static String completedByFish(Lab lab, Path script, String line) {
        return lab.host(
                        "/usr/bin/fish",
                        "--no-config",
                        "-c",
                        "source $argv[1]; complete -C $argv[2]",
                        script.toString(),
                        line)
                .run()
                .ok()
                .out();
    }

    @Test
    void zshTakesTheScriptForItsCompletion(Lab lab) {
        Host.needProgram("/usr/bin/zsh");
        Path directory = lab.subdirectory("functions");
        String script = lab.runtime("completion", "zsh").run().ok().out();
        Path file = lab.file("functions/_carafe", script);
        assertThat(lab.host("/usr/bin/zsh", "-f", "-n", file.toString()).run().ok().err())
                .isEmpty();
        String load =
                "fpath=($1 $fpath); autoload -U compinit; compinit -u -D; print $_comps[carafe]";
        assertThat(
                        lab.host("/usr/bin/zsh", "-f", "-c", load, "zsh", directory.toString())
                                .run()
                                .ok()
                                .out())
                .isEqualTo("_carafe\n");
    }

    /** Ctrl-T shows what the line has become; the shell draws it in pieces otherwise. */
    private static final String ZSH_SETUP =
            """
            fpath=($FUNCTIONS $fpath)
            autoload -U compinit
            compinit -u -D
            carafe() { $RUNTIME --root $ROOT "$@" }
            show() { zle -I; print -r -- "<$BUFFER>" }
            zle -N show
            bindkey '^I' complete-word
            bindkey '^T' show
            bindkey '^U' kill-whole-line
            PROMPT='ready> '
            """;

    @Test
    void zshCompletesCommandsFlagsAndContainers(Lab lab) {
        Host.needProgram("/usr/bin/zsh");
        TerminalSession.need();
        Path directory = lab.subdirectory("functions");
        lab.file("functions/_carafe", lab.runtime("completion", "zsh").run().ok().out());
        Path setup = lab.file("setup.zsh", ZSH_SETUP);
        lab.bundle().boot();
        TerminalSession session =
                new TerminalSession(lab).type("source " + setup + "\n").await("ready> ").raw();
        completes(session, "carafe chec", "carafe check");
        completes(session, "carafe engine sto", "carafe engine stop ");
        completes(session, "carafe update --pids-l", "carafe update --pids-limit ");
        completes(session, "carafe --log-f", "carafe --log-format ");
        completes(session, "carafe state " + lab.id().substring(0, 3), "carafe state " + lab.id());
        session.type("exit\n")
                .run(
                        lab.host("/usr/bin/zsh", "-f", "-i")
                                .with("TERM", "dumb")
                                .with("FUNCTIONS", directory.toString())
                                .with("RUNTIME", lab.settings().runtime().toString())
                                .with("ROOT", lab.root().toString()))
                .exited(0);
    }

    private static void completes(TerminalSession session, String typed, String whole) {
        session.type(typed + "\t\u0014").await("<" + whole);
        // The terminal is the line editor's again when it has drawn its line.
        session.await("ready> ").raw().type("\u0015");
    }

    @Test
    void manualPagesAreRoffWithoutWarnings(Lab lab) {
        Host.needProgram("/usr/bin/groff");
        for (String command : new String[] {"create", "exec", "check"}) {
            String page = lab.runtime("man", command).run().ok().out();
            Result shown =
                    lab.host("/usr/bin/groff", "-man", "-ww", "-Tutf8").stdin(page).run().ok();
            assertThat(shown.err()).isEmpty();
            assertThat(shown.out()).contains("carafe-" + command + " - ");
        }
    }

    @Test
    void otherShellsAndCommandsAreErrors(Lab lab) {
        lab.runtime("completion", "csh").run().exited(1).refused("bash, zsh, fish");
        lab.runtime("man", "finish").run().exited(1).refused("no such command");
    }
}
