package dev.carafe.conformance.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Running;
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
                                lab.helper("console-socket.py").toString(),
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

    @Test
    void foregroundTerminalIsRelayed(Lab lab) {
        Container container = lab.bundle().boot();
        String seen =
                container
                        .exec(
                                List.of("--tty"),
                                "/bin/sh",
                                "-c",
                                "test -t 0 && test -t 1 && echo terminal; exit 3")
                        .via(
                                PYTHON,
                                "-c",
                                "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))")
                        .run()
                        .exited(3)
                        .out();
        assertThat(seen).contains("terminal");
    }
}
