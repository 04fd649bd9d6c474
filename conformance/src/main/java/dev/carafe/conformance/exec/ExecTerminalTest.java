package dev.carafe.conformance.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Command;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import dev.carafe.conformance.harness.Running;
import dev.carafe.conformance.harness.TerminalSession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Terminals of processes that exec starts. */
@Conformance
class ExecTerminalTest {
    private static final String PYTHON = "/usr/bin/python3";

    @BeforeEach
    void needPython() {
        Host.needProgram(PYTHON);
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
        return lab.host(words.toArray(String[]::new)).start().awaitOut("listening");
    }

    @Test
    void consoleSocketReceivesTheMaster(Lab lab) {
        Path socket = lab.directory().resolve("console");
        Container container = lab.bundle().boot();
        Running listener = listener(lab, socket, "hello\n");
        container
                .exec(
                        List.of("--detach", "--tty", "--console-socket", socket.toString()),
                        "/bin/sh",
                        "-c",
                        "tty; read word </dev/tty; echo word=$word")
                .run()
                .ok();
        assertThat(listener.await().ok().out()).contains("/dev/pts/").contains("word=hello");
    }

    @Test
    void consoleOfTheContainerStaysItsInits(Lab lab) {
        Path socket = lab.directory().resolve("console");
        Container container = lab.bundle().boot();
        String before = container.exec("/bin/sh", "-c", "ls -l /dev/console; :").run().out();
        Running listener = listener(lab, socket);
        container
                .exec(
                        List.of("--detach", "--tty", "--console-socket", socket.toString()),
                        "/bin/true")
                .run()
                .ok();
        listener.await().ok();
        assertThat(container.exec("/bin/sh", "-c", "ls -l /dev/console; :").run().out())
                .isEqualTo(before);
    }

    @Test
    void terminalBelongsToTheUser(Lab lab) {
        Path socket = lab.directory().resolve("console");
        Container container = lab.bundle().boot();
        Running listener = listener(lab, socket);
        container
                .exec(
                        List.of(
                                "--detach",
                                "--tty",
                                "--user",
                                "1000",
                                "--console-socket",
                                socket.toString()),
                        "/bin/stat",
                        "-L",
                        "-c",
                        "owner %u",
                        "/proc/self/fd/0")
                .run()
                .ok();
        assertThat(listener.await().ok().out()).contains("owner 1000");
    }

    @Test
    void detachedTerminalWithoutConsoleSocketIsRefused(Lab lab) {
        lab.bundle().boot().exec(List.of("--detach", "--tty"), "/bin/true").run().refused();
    }

    @Test
    void consoleSocketWithoutTerminalIsRefused(Lab lab) {
        Container container = lab.bundle().boot();
        container
                .exec(
                        List.of("--detach", "--console-socket", lab.directory() + "/none"),
                        "/bin/true")
                .run()
                .refused();
    }

    private static Command exec(Lab lab, String script) {
        return lab.bundle().boot().exec(List.of("--tty"), "/bin/sh", "-c", script);
    }

    @Test
    void foregroundTerminalIsRawForTheProcessAndRestored(Lab lab) {
        Result result =
                new TerminalSession(lab)
                        .await("terminal")
                        .raw()
                        .type("hello\n")
                        .run(
                                exec(
                                        lab,
                                        "test -t 0 && test -t 1 && echo terminal; read word; echo word=$word; exit 3"))
                        .exited(3);
        assertThat(result.out()).contains("word=hello");
    }

    @Test
    void changedWindowReachesTheProcess(Lab lab) {
        Result result =
                new TerminalSession(lab)
                        .await("ready")
                        .raw()
                        .size(31, 99)
                        .await("changed")
                        .type("x\n")
                        .run(
                                exec(
                                        lab,
                                        "until stty size | grep '24 80'; do :; done; trap 'stty size; echo changed' WINCH;"
                                                + " echo ready; until read word; do :; done; exit 7"))
                        .exited(7);
        assertThat(result.out()).contains("31 99");
    }

    @Test
    void terminalIsRestoredWhenTheContainerIsKilled(Lab lab) {
        Running session =
                new TerminalSession(lab).await("up").raw().start(exec(lab, "echo up; sleep 1000"));
        session.awaitOut("up");
        lab.runtime("kill", lab.id(), "KILL").run().ok();
        session.await().exited(137);
    }

    @Test
    void outputLargerThanItsBuffersArrivesWhole(Lab lab) {
        Result result = new TerminalSession(lab).run(exec(lab, "seq 1 50000")).ok();
        assertThat(result.out()).contains("\n50000\r\n");
        assertThat(result.out().lines().filter(line -> !line.isEmpty()).count()).isEqualTo(50000);
    }
}
