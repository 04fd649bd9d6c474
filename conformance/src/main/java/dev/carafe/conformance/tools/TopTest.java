package dev.carafe.conformance.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Command;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Result;
import dev.carafe.conformance.harness.Running;
import dev.carafe.conformance.harness.TerminalSession;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code top}: what containers use. */
@Tag("carafe")
@Conformance
class TopTest {

    private static final String SCRIPT = "/usr/bin/script";

    @Test
    void withoutATerminalItIsOneTable(Lab lab) {
        lab.bundle().boot();
        String out = lab.runtime("top", "-d", "0.05").run().ok().out();
        assertThat(out.lines()).hasSize(2);
        assertThat(out).startsWith("ID ").doesNotContain("\u001b");
        assertThat(out.lines().toList().get(1))
                .startsWith(lab.id() + " ")
                .containsPattern("running +\\d+\\.\\d +\\d+\\.\\d[KM]iB ");
    }

    private static List<String> ids(Lab lab) {
        JsonNode top = Json.parse(lab.runtime("top", "--format", "json").run().ok().out());
        List<String> ids = new ArrayList<>();
        top.path("containers").forEach(c -> ids.add(c.path("id").asString()));
        return ids;
    }

    @Test
    void busyContainerIsAboveAnIdleOneAndStoppedOnesAreLeftOut(Lab lab) {
        Container idle = lab.bundle("idle", lab.id("a")).staying().create();
        Container stopped = lab.bundle("stopped", lab.id("b")).staying().create();
        lab.bundle("busy", lab.id("c")).shell("echo up; while :; do :; done").boot();
        lab.runtime("kill", stopped.id(), "KILL").run().ok();
        stopped.awaitStatus("stopped");
        // On a machine that is busy otherwise, its turn may come late.
        Poll.until(
                "the busy one to be first", () -> ids(lab).equals(List.of(lab.id("c"), idle.id())));
        String all = lab.runtime("top", "--all", "--sort", "id", "-d", "0.05").run().ok().out();
        assertThat(all.lines().skip(1).map(line -> line.split(" ", 2)[0]))
                .containsExactly(idle.id(), stopped.id(), lab.id("c"));
        for (Container container : List.of(idle, stopped, lab.container(lab.id("c")))) {
            container.delete("--force").ok();
        }
    }

    @Test
    void containersComeAndGoWhileItRuns(Lab lab) {
        Running top = lab.runtime("top", "--format", "json", "-n", "100000", "-d", "0.05").start();
        top.awaitOut("\"containers\":[]");
        Container container = lab.bundle().boot();
        top.awaitOut("\"id\":\"" + lab.id() + "\"");
        container.delete("--force").ok();
        int seen = top.out().length();
        Poll.until(
                "a line without it", () -> top.out().substring(seen).contains("\"containers\":[]"));
        top.signal("INT");
        top.await();
    }

    @Test
    void onATerminalItWritesOverWhatWasThereAndLeavesNothingChanged(Lab lab) {
        Host.needProgram(SCRIPT);
        lab.bundle().boot();
        String command =
                "stty rows 5 cols 40; stty -a >before; \"$RUNTIME\" --root \"$ROOT\" top -n 2 -d 0.05;"
                        + " stty -a >after; cmp before after && echo same";
        String out =
                lab.host(SCRIPT, "-qec", command, "/dev/null")
                        .in(lab.directory())
                        .with("RUNTIME", lab.settings().runtime().toString())
                        .with("ROOT", lab.root().toString())
                        .run()
                        .ok()
                        .out();
        assertThat(out).contains("\u001b[2J\u001b[H", "\u001b[J\u001b[H", "same");
        String first = out.substring(out.indexOf("\u001b[H") + 3, out.indexOf("\u001b[J"));
        assertThat(first.replaceAll("\u001b\\[K|\r", "").lines())
                .hasSizeLessThan(5)
                .allMatch(line -> line.length() <= 40);
    }

    private static Command endless(Lab lab) {
        return lab.runtime("top", "-d", "0.05");
    }

    @Test
    void onATerminalItLeavesAtQ(Lab lab) {
        TerminalSession.need();
        Result result =
                new TerminalSession(lab)
                        .await("ID ")
                        .raw()
                        .type("x\n?")
                        .await("\u001b[J\u001b[H")
                        .type("q")
                        .run(endless(lab))
                        .exited(0);
        assertThat(result.out()).as("what was typed is not shown").doesNotContain("?");
    }

    @ParameterizedTest
    @CsvSource({"C,130", "\\,131"})
    void onATerminalItLeavesAtTheKeysOfSignals(char letter, int code, Lab lab) {
        TerminalSession.need();
        String control = Character.toString(letter & 0x1f);
        new TerminalSession(lab).await("ID ").raw().type(control).run(endless(lab)).exited(code);
    }

    @ParameterizedTest
    @CsvSource({"TERM,143", "HUP,129"})
    void onATerminalASignalEndsIt(String signal, int code, Lab lab) {
        TerminalSession.need();
        new TerminalSession(lab).await("ID ").raw().signal(signal).run(endless(lab)).exited(code);
    }

    @Test
    void onATerminalItGoesOnAfterAStop(Lab lab) {
        TerminalSession.need();
        TerminalSession session = new TerminalSession(lab).await("ID ").raw().signal("STOP");
        session.stopped().cook().signal("CONT").raw().await("ID ");
        session.type("Q").run(endless(lab)).exited(0);
    }

    /** Only a job of a shell is stopped by it. */
    @Test
    void ctrlZGivesTheTerminalBackUntilItGoesOn(Lab lab) {
        TerminalSession.need();
        TerminalSession session = new TerminalSession(lab).await("ID ").raw().type("\u001a");
        session.await("mode: icanon echo").raw().await("ID ").type("q");
        String job =
                "set -m; \"$@\"; echo mode: $(stty -a | tr ' ' '\\n' | grep -x -e -*icanon -e -*echo);"
                        + " fg";
        session.run(endless(lab).via("sh", "-c", job, "sh")).exited(0);
    }

    @Test
    void keysOfATerminalAreLeftAloneWhereItIsNotTheInput(Lab lab) {
        TerminalSession.need();
        new TerminalSession(lab)
                .type("q")
                .await("ID ")
                .cooked()
                .type("\u0003")
                .run(endless(lab).via("sh", "-c", "exec \"$@\" </dev/null", "sh"))
                .exited(130);
    }

    @Test
    void wrongFlagsAreRefused(Lab lab) {
        lab.runtime("top", "--sort", "size").run().refused("--sort");
        lab.runtime("top", "-d", "0").run().refused("--interval");
        lab.runtime("top", "-n", "0").run().refused("--iterations");
        lab.runtime("top", lab.id()).run().refused("takes no arguments");
    }
}
