package dev.carafe.conformance.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Command;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Result;
import dev.carafe.conformance.harness.Running;
import dev.carafe.conformance.harness.TerminalSession;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The caller's terminal while a container runs in the foreground, and after it. */
@Conformance
class ForegroundTerminalTest {

    /** Shells run traps between commands; so these are short. */
    private static final String STAY = "echo up; while :; do sleep 0.05; done";

    @BeforeEach
    void needPython() {
        TerminalSession.need();
    }

    private static Command run(Lab lab, String script) {
        return terminal(lab, script).operation("run");
    }

    private static Bundle terminal(Lab lab, String script) {
        return lab.bundle().merge("{\"process\":{\"terminal\":true}}").shell(script);
    }

    private static TerminalSession session(Lab lab) {
        return new TerminalSession(lab);
    }

    @Test
    void terminalIsRawForTheProcessAndRestored(Lab lab) {
        session(lab)
                .await("up")
                .raw()
                .type("hello\n")
                .run(run(lab, "echo up; read word; echo word=$word; exit 5"))
                .exited(5);
    }

    @Test
    void terminalIsRestoredWhenASignalEndsTheProcess(Lab lab) {
        Bundle bundle = terminal(lab, "trap 'exit 7' TERM INT HUP QUIT; " + STAY);
        for (String signal : new String[] {"TERM", "INT", "HUP", "QUIT"}) {
            session(lab).await("up").raw().signal(signal).run(bundle.operation("run")).exited(7);
        }
    }

    @Test
    void terminalIsRestoredWhenTheContainerIsKilled(Lab lab) {
        Running session = session(lab).await("up").raw().start(run(lab, STAY));
        session.awaitOut("up");
        lab.runtime("kill", lab.id(), "KILL").run().ok();
        session.await().exited(137);
    }

    @Test
    void terminalIsAsItWasWhenTheProcessCannotBeExecuted(Lab lab) {
        Result result =
                session(lab)
                        .run(
                                lab.bundle()
                                        .merge("{\"process\":{\"terminal\":true}}")
                                        .args("nosuch")
                                        .operation("run"));
        assertThat(result.exitCode()).isNotIn(0, TerminalSession.CHANGED);
    }

    @Test
    void changedWindowReachesTheProcess(Lab lab) {
        session(lab)
                .await("up")
                .raw()
                .size(31, 99)
                .await("31 99")
                .size(33, 77)
                .await("33 77")
                .signal("TERM")
                .run(run(lab, "trap 'stty size' WINCH; trap 'exit 7' TERM; " + STAY))
                .exited(7);
    }

    /** Runtimes that set the size after start show a program one without it, and then a change. */
    @Test
    @Tag("carafe")
    void windowHasItsSizeFromTheStart(Lab lab) {
        Result result =
                session(lab)
                        .await("up")
                        .raw()
                        .signal("TERM")
                        .run(
                                run(
                                        lab,
                                        "trap 'echo changed' WINCH; trap 'exit 7' TERM; stty size; "
                                                + STAY))
                        .exited(7);
        assertThat(result.out()).contains("24 80").doesNotContain("changed");
    }

    @Test
    void suspendSignalIsTheProcesss(Lab lab) {
        session(lab)
                .await("up")
                .signal("TSTP")
                .await("suspend")
                .signal("CONT")
                .await("continue")
                .signal("TERM")
                .run(
                        run(
                                lab,
                                "trap 'echo suspend' TSTP; trap 'echo continue' CONT; trap 'exit 7' TERM; "
                                        + STAY))
                .exited(7);
    }

    @Test
    void suspendCharacterIsTheProcesss(Lab lab) {
        // Raw: it is the container's terminal that makes a signal of it.
        session(lab)
                .await("up")
                .raw()
                .type("\u001a")
                .await("suspend")
                .signal("TERM")
                .run(run(lab, "trap 'echo suspend' TSTP; trap 'exit 7' TERM; " + STAY))
                .exited(7);
    }

    @Test
    @Tag("carafe")
    void terminalIsRawAgainWhenAStoppedClientGoesOn(Lab lab) {
        session(lab)
                .await("up")
                .raw()
                .signal("STOP")
                .stopped()
                .cook()
                .signal("CONT")
                .raw()
                .signal("TERM")
                .run(run(lab, "trap 'exit 7' TERM; " + STAY))
                .exited(7);
    }

    @Test
    void terminalThatIsClosedIsToldAsASignal(Lab lab) {
        session(lab)
                .await("up")
                .raw()
                .hangUp()
                .run(run(lab, "trap 'exit 7' HUP; " + STAY))
                .exited(7);
        lab.container(lab.id()).tryState().refused();
    }

    @Test
    void outputLargerThanItsBuffersArrivesWhole(Lab lab) {
        Result result = session(lab).run(run(lab, "seq 1 50000")).ok();
        assertThat(result.out().lines().filter(line -> !line.isEmpty()).count()).isEqualTo(50000);
        assertThat(result.out()).contains("\n50000\r\n");
    }

    @Test
    void lastOutputWaitsForAReaderAfterTheEnd(Lab lab) {
        Bundle bundle = terminal(lab, "echo the last words; touch /done; exit 7");
        Running session =
                session(lab)
                        .start(
                                bundle.operation("run")
                                        .via(
                                                TerminalSession.PYTHON,
                                                lab.helper("stalled-output.py").toString(),
                                                lab.directory() + "/read"));
        // Nobody has read what it said, and it is gone.
        Poll.until("its last words", () -> Files.exists(bundle.rootfs().resolve("done")));
        Poll.until("the delete", () -> lab.container(lab.id()).tryState().exitCode() != 0);
        lab.file("read", "");
        assertThat(session.await().exited(7).out()).contains("the last words");
    }

    @Test
    @Tag("carafe")
    void endOfTheInputIsTheEndForAProcessThatReadsLines(Lab lab) {
        Result result =
                session(lab)
                        .run(
                                run(lab, "cat >/dev/null; echo end=$?; exit 5")
                                        .via(
                                                "sh",
                                                "-c",
                                                "printf 'line\\nrest' | exec \"$@\"",
                                                "sh"))
                        .exited(5);
        assertThat(result.out()).contains("end=0");
    }

    @Test
    void closedInputIsNoReasonToFail(Lab lab) {
        Result result =
                session(lab)
                        .run(
                                run(lab, "echo words; exit 5")
                                        .via("sh", "-c", "exec \"$@\" <&-", "sh"))
                        .exited(5);
        assertThat(result.out()).contains("words");
    }
}
