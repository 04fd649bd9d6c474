package dev.carafe.conformance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Result;
import dev.carafe.conformance.harness.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Containers made, executed in and attached to the way CRI-O does. */
@EndToEnd(EngineKind.CONMON)
class CrioTest {

    private static final String PYTHON = "/usr/bin/python3";

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private static String log(Lab lab, String name) {
        return text(Conmon.directory(lab).resolve(name + ".log"));
    }

    private static long createdPid(Lab lab) {
        Path sync = Conmon.directory(lab).resolve("create.sync");
        Poll.until("conmon's word", () -> text(sync).endsWith("\n"), () -> text(sync));
        return Json.parse(text(sync))
                .path("data")
                .asLong(Json.parse(text(sync)).path("pid").asLong());
    }

    private static void start(Lab lab, Conmon conmon, Bundle bundle, String... options) {
        conmon.create(lab, bundle, options).run().ok();
        assertThat(createdPid(lab)).isPositive();
        lab.runtime("start", lab.id()).run().ok();
    }

    private static void awaitExit(Lab lab, String status) {
        Path exit = lab.subdirectory("exits").resolve(lab.id());
        Poll.until(
                "the exit file",
                () -> text(exit).equals(status),
                () -> text(exit) + log(lab, "create"));
    }

    private static Bundle staying(Lab lab) {
        return lab.bundle().shell("trap 'exit 7' TERM; echo up; while :; do sleep 0.05; done");
    }

    private static Path process(Lab lab, boolean terminal, String script) {
        return lab.file(
                "process.json",
                """
                {"terminal":%s,"user":{"uid":0,"gid":0},"args":["sh","-c",%s],"env":["PATH=/bin","%s=%s"],"cwd":"/"}
                """
                        .formatted(terminal, Json.text(script), Lab.MARKER, lab.id()));
    }

    @Test
    void outputIsLoggedAndTheExitFileHasTheStatus(Lab lab, Conmon conmon) {
        start(lab, conmon, lab.bundle().shell("echo out; echo err >&2; exit 9"));
        awaitExit(lab, "9");
        assertThat(log(lab, "create")).contains("stdout F out\n").contains("stderr F err\n");
        lab.runtime("delete", lab.id()).run().ok();
    }

    @Test
    void failedCreateIsTold(Lab lab, Conmon conmon) {
        conmon.create(lab, lab.bundle().args("nosuch")).run();
        Path sync = Conmon.directory(lab).resolve("create.sync");
        Poll.until("conmon's word", () -> text(sync).endsWith("\n"), () -> text(sync));
        assertThat(text(sync)).contains("-1").contains("executable file not found in $PATH");
    }

    @Test
    void conmonEndsWithItsContainer(Lab lab, Conmon conmon) {
        start(lab, conmon, staying(lab));
        long pid = Long.parseLong(text(Conmon.directory(lab).resolve("conmon.pid")));
        Path proc = Path.of("/proc", Long.toString(pid));
        assertThat(proc).exists();
        lab.runtime("kill", lab.id(), "TERM").run().ok();
        awaitExit(lab, "7");
        // It would stay for as long as anything that the runtime left to it.
        assertThat(
                        Poll.within(
                                lab.settings().scaled(Duration.ofSeconds(1)),
                                () -> !Files.exists(proc)))
                .isTrue();
        lab.runtime("delete", lab.id()).run().ok();
    }

    @Test
    void execSyncGivesOutputAndStatus(Lab lab, Conmon conmon) {
        start(lab, conmon, staying(lab));
        conmon.execSync(lab, process(lab, false, "echo out; echo err >&2; exit 5")).run();
        assertThat(log(lab, "exec")).contains("stdout F out\n").contains("stderr F err\n");
        assertThat(text(Conmon.directory(lab).resolve("exec.sync"))).contains("\"exit_code\": 5");
    }

    @Test
    void execSyncWithATerminalGivesOutputAndStatus(Lab lab, Conmon conmon) {
        start(lab, conmon, staying(lab));
        conmon.execSync(lab, process(lab, true, "tty; exit 5"), "--terminal").run();
        assertThat(log(lab, "exec")).contains("/dev/pts/");
        assertThat(text(Conmon.directory(lab).resolve("exec.sync"))).contains("\"exit_code\": 5");
    }

    @Test
    void execSyncThatTakesTooLongIsEnded(Lab lab, Conmon conmon) {
        start(lab, conmon, staying(lab));
        conmon.execSync(lab, process(lab, false, "echo begun; exec sleep 1000"), "--timeout", "1")
                .run();
        assertThat(text(Conmon.directory(lab).resolve("exec.sync"))).contains("\"exit_code\": -1");
        assertThat(lab.runtime("state", lab.id()).run().ok().out()).contains("running");
    }

    @Test
    void attachedClientReadsAndWrites(Lab lab, Conmon conmon) {
        Host.needProgram(PYTHON);
        conmon.create(
                        lab,
                        lab.bundle().shell("read word; echo word=$word; echo err >&2; exit 3"),
                        "--stdin")
                .run()
                .ok();
        createdPid(lab);
        Path socket = lab.directory().resolve("bundle/attach");
        Running client =
                lab.host(PYTHON, lab.helper("attach.py").toString(), socket.toString(), "hello\n")
                        .start();
        client.awaitOut("attached");
        lab.runtime("start", lab.id()).run().ok();
        Result seen = client.await().ok();
        assertThat(seen.out()).contains("word=hello");
        assertThat(seen.err()).contains("err");
        awaitExit(lab, "3");
    }

    @Test
    void attachedClientSeesTheTerminal(Lab lab, Conmon conmon) {
        Host.needProgram(PYTHON);
        conmon.create(
                        lab,
                        lab.bundle()
                                .merge("{\"process\":{\"terminal\":true}}")
                                .shell("tty; read word; echo word=$word; exit 3"),
                        "--stdin",
                        "--terminal")
                .run()
                .ok();
        createdPid(lab);
        Path socket = lab.directory().resolve("bundle/attach");
        Running client =
                lab.host(PYTHON, lab.helper("attach.py").toString(), socket.toString(), "hello\n")
                        .start();
        client.awaitOut("attached");
        lab.runtime("start", lab.id()).run().ok();
        assertThat(client.await().ok().out()).contains("/dev/pts/0").contains("word=hello");
        awaitExit(lab, "3");
    }
}
