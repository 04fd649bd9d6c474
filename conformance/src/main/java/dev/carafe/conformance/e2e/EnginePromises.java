package dev.carafe.conformance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Result;
import dev.carafe.conformance.harness.Running;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What everybody expects of a runtime below an engine, whichever it is. */
abstract class EnginePromises {

    private static final String PYTHON = "/usr/bin/python3";

    @Test
    void runPrintsAndGivesTheExitStatus(Lab lab, ContainerEngine engine) {
        Result result =
                engine.run(lab, List.of("--rm"), "sh", "-c", "echo out; echo err >&2; exit 9")
                        .run()
                        .exited(9);
        assertThat(result.out()).isEqualTo("out\n");
        assertThat(result.err()).contains("err\n");
    }

    @Test
    void outputLargerThanAPipeArrivesWhole(Lab lab, ContainerEngine engine) {
        Result result = engine.run(lab, List.of("--rm"), "seq", "1", "50000").run().ok();
        assertThat(result.out().lines().count()).isEqualTo(50000);
        assertThat(result.out()).endsWith("\n50000\n");
    }

    @Test
    void standardInputReachesTheProcess(Lab lab, ContainerEngine engine) {
        Result result =
                engine.run(lab, options(engine.withInput()), "sh", "-c", "head -c 100000 | wc -c")
                        .stdin("x".repeat(100_000))
                        .run()
                        .ok();
        assertThat(result.out()).isEqualTo("100000\n");
    }

    @Test
    void terminalHasTheCallersSize(Lab lab, ContainerEngine engine) {
        Host.needProgram(PYTHON);
        Result result =
                engine.run(
                                lab,
                                options(engine.withTerminal()),
                                "sh",
                                "-c",
                                "echo ready; read word; echo word=$word; tty;"
                                        + " while ! stty size 2>/dev/null | grep '31 99'; do sleep 0.1; done; exit 4")
                        .via(PYTHON, lab.helper("terminal.py").toString(), "31", "99", "hello\n")
                        .run()
                        .exited(4);
        assertThat(result.out()).contains("word=hello", "31 99", "/dev/pts/0");
    }

    @Test
    void missingProgramIsTold(Lab lab, ContainerEngine engine) {
        engine.run(lab, List.of("--rm"), "nosuch")
                .run()
                .exited(engine.missingProgram())
                .refused("exec: \"nosuch\": executable file not found in $PATH");
    }

    @Test
    void execGivesOutputAndExitStatus(Lab lab, ContainerEngine engine) {
        engine.boot(lab);
        Result result = engine.exec(lab, "sh", "-c", "echo out; echo err >&2; exit 5").exited(5);
        assertThat(result.out()).isEqualTo("out\n");
        assertThat(result.err()).contains("err\n");
        assertThat(
                        engine.exec(lab, engine.withInput(), "sh", "-c", "head -c 70000 | wc -c")
                                .stdin("y".repeat(70_000))
                                .run()
                                .ok()
                                .out())
                .isEqualTo("70000\n");
    }

    @Test
    void execOfAMissingProgramSaysSoAndTheContainerRunsOn(Lab lab, ContainerEngine engine) {
        engine.boot(lab);
        Result missing = engine.exec(lab, "nosuch");
        assertThat(missing.exitCode()).isNotZero();
        assertThat(missing.out() + missing.err()).contains("executable file not found in $PATH");
        assertThat(engine.status(lab)).isEqualTo("running");
    }

    @Test
    void execWithATerminalIsOnOne(Lab lab, ContainerEngine engine) {
        Host.needProgram(PYTHON);
        engine.boot(lab);
        Result result =
                engine.exec(
                                lab,
                                engine.withTerminal(),
                                "sh",
                                "-c",
                                "tty; read word; echo word=$word; exit 6")
                        .via(PYTHON, lab.helper("terminal.py").toString(), "24", "80", "hello\n")
                        .run()
                        .exited(6);
        assertThat(result.out()).contains("/dev/pts/", "word=hello");
    }

    @Test
    void killOfAnEngineEndsWhatWasExecutedAsWell(Lab lab, ContainerEngine engine) {
        engine.boot(lab);
        Running exec =
                engine.exec(lab, List.of(), "sh", "-c", "echo up; exec sleep 1000")
                        .start()
                        .awaitOut("up");
        engine.onContainer(lab, "kill", "--signal", "KILL").run().ok();
        exec.await().exited(137);
        Poll.until("its end", () -> List.of("stopped", "exited").contains(engine.status(lab)));
    }

    static List<String> options(List<String> more) {
        List<String> all = new java.util.ArrayList<>(List.of("--rm"));
        all.addAll(more);
        return all;
    }
}
