package dev.carafe.conformance.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
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
