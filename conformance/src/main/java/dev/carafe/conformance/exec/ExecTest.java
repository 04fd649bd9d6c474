package dev.carafe.conformance.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Result;
import dev.carafe.conformance.harness.Running;
import dev.carafe.conformance.harness.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a process that exec starts, and which containers can have one. */
@Conformance
class ExecTest {
    private static final int OWN_FAILURE = 255;

    @Test
    void outputAndExitStatusAreTheProcesss(Lab lab) {
        Container container = lab.bundle().boot();
        Result result =
                container.exec("/bin/sh", "-c", "echo out; echo err >&2; exit 7").run().exited(7);
        assertThat(result.out()).isEqualTo("out\n");
        assertThat(result.err()).isEqualTo("err\n");
    }

    @Test
    void processThatASignalEndedExitsAsInAShell(Lab lab) {
        lab.bundle().boot().exec("/bin/sh", "-c", "kill -9 $$").run().exited(137);
    }

    @Test
    void inputReachesTheProcessUpToItsEnd(Lab lab) {
        Result result = lab.bundle().boot().exec("/bin/cat").stdin("one\ntwo").run().ok();
        assertThat(result.out()).isEqualTo("one\ntwo");
    }

    @Test
    void outputLargerThanAPipeComesWhole(Lab lab) {
        Result result =
                lab.bundle().boot().exec("/bin/sh", "-c", "yes 0123456 | head -n 40000").run().ok();
        assertThat(result.out()).hasSize(8 * 40_000);
    }

    @Test
    void processIsInAllNamespacesOfTheContainer(Lab lab) throws IOException {
        Container container = lab.bundle().boot();
        for (String type : List.of("pid", "net", "mnt", "ipc", "uts", "user", "cgroup")) {
            String seen = container.exec("/bin/readlink", "/proc/self/ns/" + type).run().ok().out();
            Path init = Path.of("/proc", Long.toString(container.pid()), "ns", type);
            assertThat(seen.strip()).isEqualTo(Files.readSymbolicLink(init).toString());
        }
    }

    @Test
    void containerWithoutNamespacesOfItsOwnCanHaveAProcess(Lab lab) {
        Container container = lab.bundle().withoutNamespace("pid").withoutNamespace("ipc").boot();
        assertThat(container.exec("/bin/cat", "/etc/passwd").run().ok().out()).contains("alice");
    }

    @Test
    void createdContainerCanHaveAProcess(Lab lab) {
        Container container = lab.bundle().staying().create();
        assertThat(container.exec("/bin/echo", "early").run().ok().out()).isEqualTo("early\n");
        assertThat(container.status()).isEqualTo("created");
        container.start().ok();
        container.awaitOut("up");
    }

    @Test
    void stoppedContainerCannotHaveAProcess(Lab lab) {
        Container container = lab.bundle().boot();
        container.kill("KILL").ok();
        container.awaitStatus("stopped").exec("/bin/true").run().refused();
    }

    @Test
    void unknownContainerIsRefused(Lab lab) {
        lab.container("unknown").exec("/bin/true").run().refused("does not exist", "no such file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"absent", "/bin/absent"})
    void absentProgramIsNamed(String program, Lab lab) {
        Result result = lab.bundle().boot().exec(program).run();
        result.refused("executable file not found", "executable file `", "no such file");
        assertThat(result.err()).contains(program);
    }

    @Test
    void fileThatIsNoProgramIsDenied(Lab lab) {
        lab.bundle().boot().exec("/etc/passwd").run().refused("permission denied");
    }

    @Test
    void nothingToRunIsRefused(Lab lab) {
        lab.bundle().boot().exec().run().refused();
    }

    /** Engines tell the failures of the runtime from those of the process by it. */
    @Test
    @Tag("carafe")
    void ownFailuresHaveTheirOwnExitStatus(Lab lab) {
        Container container = lab.bundle().boot();
        container.exec("absent").run().exited(OWN_FAILURE);
        container.exec(List.of("--cwd", "/absent"), "/bin/true").run().exited(OWN_FAILURE);
        lab.container("unknown").exec("/bin/true").run().exited(OWN_FAILURE);
        container.exec(List.of("--no-such-flag"), "/bin/true").run().exited(1);
    }

    @Test
    void whatFollowsTheIdIsTheContainers(Lab lab) {
        Container container = lab.bundle().boot();
        assertThat(container.exec("/bin/echo", "-h", "--help", "--", "-d").run().ok().out())
                .isEqualTo("-h --help -- -d\n");
        assertThat(container.exec("/bin/echo", "/dev/stdin", "/proc/self").run().ok().out())
                .isEqualTo("/dev/stdin /proc/self\n");
    }

    @Test
    void signalsOfTheForegroundGoToTheProcess(Lab lab) {
        Running exec =
                lab.bundle()
                        .boot()
                        .exec(
                                "/bin/sh",
                                "-c",
                                "trap 'exit 5' TERM; echo ready; while :; do sleep 0.05; done")
                        .start()
                        .awaitOut("ready");
        exec.signal("TERM");
        exec.await().exited(5);
    }

    @Test
    void detachedProcessRunsOnAndItsPidIsInTheFile(Lab lab) throws IOException {
        Container container = lab.bundle().boot();
        Path file = lab.directory().resolve("pid");
        Result result =
                container
                        .exec(
                                List.of("--detach", "--pid-file", file.toString()),
                                "/bin/sh",
                                "-c",
                                "echo ran >/tmp/ran; sleep 1000")
                        .run()
                        .ok();
        assertThat(result.out()).isEmpty();
        long pid = Long.parseLong(Files.readString(file).strip());
        Path ran = Path.of("/proc/" + container.pid() + "/root/tmp/ran");
        Poll.until("the process's file", () -> Files.exists(ran));
        assertThat(Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/pid")))
                .isEqualTo(Files.readSymbolicLink(Path.of("/proc/" + container.pid() + "/ns/pid")));
        Signals.send(pid, "KILL");
        assertThat(container.status()).isEqualTo("running");
    }

    @Test
    void foregroundWritesThePidFileToo(Lab lab) throws IOException {
        Path file = lab.directory().resolve("pid");
        lab.bundle().boot().exec(List.of("--pid-file", file.toString()), "/bin/true").run().ok();
        assertThat(Files.readString(file)).matches("[0-9]+");
    }

    @Test
    void pidFileThatCannotBeWrittenIsAnErrorAndNothingRuns(Lab lab) {
        Container container = lab.bundle().boot();
        container
                .exec(
                        List.of("--detach", "--pid-file", lab.directory() + "/absent/pid"),
                        "/bin/sleep",
                        "1000")
                .run()
                .refused("no such file");
        Poll.until(
                "an end of the process",
                () -> !container.exec("/bin/ps").run().ok().out().contains("sleep 1000"));
    }

    @Test
    void preservedDescriptorsArePassedOnAndOthersAreNot(Lab lab) throws IOException {
        Path file = lab.file("handed", "over");
        Result result =
                lab.bundle()
                        .boot()
                        .exec(
                                List.of("--preserve-fds", "1"),
                                "/bin/sh",
                                "-c",
                                "cat <&3; test ! -e /proc/self/fd/4")
                        .via("/bin/sh", "-c", "exec \"$@\" 3<" + file + " 4<" + file, "sh")
                        .run()
                        .ok();
        assertThat(result.out()).isEqualTo("over");
    }

    @Test
    void descriptorsThatAreNotThereCannotBePreserved(Lab lab) {
        lab.bundle().boot().exec(List.of("--preserve-fds", "5"), "/bin/true").run().refused();
    }

    /** As a health check does, all day long. */
    @Test
    void manyLeaveNothing(Lab lab) throws IOException {
        Container container = lab.bundle().boot();
        for (int i = 0; i < 24; i++) {
            container.exec("/bin/true").run().ok();
        }
        // Init, and the sleep that it waits for; it may be between two of them.
        Poll.until(
                "the end of all others",
                () ->
                        container.exec("/bin/ps", "-o", "comm").run().ok().out().lines().count()
                                <= 4);
    }

    @Test
    void deleteWithForceEndsTheProcess(Lab lab) {
        Container container = lab.bundle().boot();
        Running exec = container.exec("/bin/sh", "-c", "echo in; sleep 1000").start();
        exec.awaitOut("in");
        container.delete("--force").ok();
        exec.await().exited(137);
    }

    /** Without a pid namespace nothing but its cgroup says that it is the container's. */
    @Test
    void deleteWithForceEndsTheProcessOfAContainerWithoutPidNamespace(Lab lab) {
        Container container = lab.bundle().withoutNamespace("pid").boot();
        Running exec = container.exec("/bin/sh", "-c", "echo in; sleep 1000").start();
        exec.awaitOut("in");
        container.delete("--force").ok();
        exec.await().exited(137);
    }
}
