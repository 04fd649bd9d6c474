package dev.carafe.conformance.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import dev.carafe.conformance.harness.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@Conformance
class TerminalTest {

    private static final String PYTHON = "/usr/bin/python3";

    @BeforeEach
    void needPython() {
        Host.needProgram(PYTHON);
    }

    private static Bundle terminal(Lab lab, String script) {
        return lab.bundle().merge("{\"process\":{\"terminal\":true}}").shell(script);
    }

    private static Running listener(Lab lab, Path socket, String... input) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                PYTHON,
                                lab.helper("descriptor-socket.py").toString(),
                                "console",
                                socket.toString()));
        words.addAll(List.of(input));
        Running listener = lab.host(words.toArray(String[]::new)).start();
        return listener.awaitOut("listening");
    }

    @Test
    void consoleSocketReceivesTheMaster(Lab lab) {
        Path socket = lab.directory().resolve("console");
        Running listener = listener(lab, socket);
        Container container =
                terminal(lab, "tty; test -t 0 && test -t 1 && test -t 2 && echo terminal")
                        .create("--console-socket", socket.toString());
        container.start().ok();
        String seen = listener.await().ok().out();
        assertThat(seen).contains("master").contains("/dev/").contains("terminal");
    }

    @Test
    void consoleSizeIsSetBeforeTheProcessRuns(Lab lab) {
        Path socket = lab.directory().resolve("console");
        Running listener = listener(lab, socket);
        terminal(lab, "stty size")
                .merge("{\"process\":{\"consoleSize\":{\"height\":33,\"width\":111}}}")
                .create("--console-socket", socket.toString())
                .start()
                .ok();
        assertThat(listener.await().ok().out()).contains("33 111");
    }

    @Test
    void terminalIsTheControllingTerminalAndTakesInput(Lab lab) {
        Path socket = lab.directory().resolve("console");
        Running listener = listener(lab, socket, "hello\n");
        terminal(lab, "read word </dev/tty; echo word=$word")
                .run("--detach", "--console-socket", socket.toString())
                .ok();
        assertThat(listener.await().ok().out()).contains("word=hello");
    }

    @Test
    void consoleDeviceIsTheTerminal(Lab lab) {
        Path socket = lab.directory().resolve("console");
        Running listener = listener(lab, socket);
        terminal(lab, "echo through the console >/dev/console; ls -l /dev/console")
                .run("--detach", "--console-socket", socket.toString())
                .ok();
        assertThat(listener.await().ok().out()).contains("through the console").contains("136,");
    }

    @Test
    void terminalBelongsToTheUser(Lab lab) {
        Path socket = lab.directory().resolve("console");
        Running listener = listener(lab, socket);
        terminal(lab, "stat -L -c %u /proc/self/fd/0")
                .merge("{\"process\":{\"user\":{\"uid\":1000,\"gid\":1000}}}")
                .run("--detach", "--console-socket", socket.toString())
                .ok();
        assertThat(listener.await().ok().out()).contains("1000");
    }

    @Test
    void consoleSocketWithoutTerminalIsRefused(Lab lab) {
        Path socket = lab.directory().resolve("console");
        lab.bundle().tryCreate("--console-socket", socket.toString()).refused();
    }

    @Test
    void detachedTerminalWithoutConsoleSocketIsRefused(Lab lab) {
        terminal(lab, "true").tryCreate().refused();
    }

    @Test
    void consoleSocketThatIsNotThereIsAnError(Lab lab) {
        terminal(lab, "true")
                .tryCreate("--console-socket", lab.directory().resolve("none").toString())
                .refused();
    }

    @Test
    void foregroundTerminalRelaysBothWays(Lab lab) {
        Result result =
                terminal(lab, "echo up; read word; echo word=$word; exit 5")
                        .operation("run")
                        .via(PYTHON, lab.helper("terminal.py").toString(), "24", "80", "hello\n")
                        .run()
                        .exited(5);
        assertThat(result.out()).contains("word=hello");
    }

    @Test
    void foregroundTerminalWithoutATerminalIsRefused(Lab lab) {
        // A session of its own, or /dev/tty would be the terminal of whoever runs the tests.
        terminal(lab, "true").operation("run").via("setsid", "--wait").run().refused("tty");
        lab.container(lab.id()).tryState().refused("does not exist");
    }

    @Test
    void foregroundTerminalHasTheCallersSize(Lab lab) {
        Result result =
                terminal(lab, "sleep 0.3; stty size")
                        .operation("run")
                        .via(PYTHON, lab.helper("terminal.py").toString(), "31", "99", "")
                        .run()
                        .ok();
        assertThat(result.out()).contains("31 99");
    }

    @Test
    void foregroundTerminalIsTheControllingOneWhereTheStandardOnesAreRedirected(Lab lab)
            throws IOException {
        Path out = lab.directory().resolve("redirected");
        terminal(lab, "sleep 0.3; stty size; tty")
                .operation("run")
                .via(
                        PYTHON,
                        lab.helper("terminal.py").toString(),
                        "31",
                        "99",
                        "",
                        "sh",
                        "-c",
                        "exec \"$@\" </dev/null >" + out + " 2>&1",
                        "sh")
                .run()
                .ok();
        assertThat(Files.readString(out)).contains("31 99").contains("/dev/");
    }

    @Test
    void interruptTypedAtTheTerminalReachesTheProcess(Lab lab) {
        Result result =
                terminal(
                                lab,
                                "trap 'echo interrupted; exit 9' INT; echo up; while :; do sleep 0.05; done")
                        .operation("run")
                        .via(PYTHON, lab.helper("terminal.py").toString(), "24", "80", "\u0003")
                        .run()
                        .exited(9);
        assertThat(result.out()).contains("interrupted");
    }
}
