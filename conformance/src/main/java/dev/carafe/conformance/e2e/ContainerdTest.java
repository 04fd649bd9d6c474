package dev.carafe.conformance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Result;
import dev.carafe.conformance.harness.Running;
import dev.carafe.conformance.harness.Signals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

@EndToEnd
class ContainerdTest {

    private static final String PYTHON = "/usr/bin/python3";
    private static final String STAY = "trap 'exit 7' TERM; echo up; while :; do sleep 0.1; done";

    /** A container that runs until it is told to end, with the shell as its init. */
    private static void boot(Containerd containerd, Lab lab, String... options) {
        containerd.run(lab, List.of(options), lab.id(), "sh", "-c", STAY).run().ok();
        awaitStatus(containerd, lab, "RUNNING");
    }

    private static Result task(Containerd containerd, Lab lab, String... words) {
        return containerd.ctr(lab, words).run();
    }

    private static String status(Containerd containerd, Lab lab) {
        return task(containerd, lab, "task", "ls")
                .ok()
                .out()
                .lines()
                .filter(line -> line.startsWith(lab.id() + " "))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .findFirst()
                .orElse("none");
    }

    private static void awaitStatus(Containerd containerd, Lab lab, String status) {
        Poll.until(
                "task " + lab.id() + " to be " + status,
                () -> status(containerd, lab).equals(status),
                () -> status(containerd, lab));
    }

    @Test
    void runPrintsAndGivesTheExitStatus(Lab lab, Containerd containerd) {
        Result result =
                containerd
                        .run(
                                lab,
                                List.of("--rm"),
                                lab.id(),
                                "sh",
                                "-c",
                                "echo out; echo err >&2; exit 9")
                        .run()
                        .exited(9);
        assertThat(result.out()).contains("out");
        assertThat(result.err()).contains("err");
    }

    @Test
    void runWithTheDefaultFilterAndALimitHasTheirEffects(Lab lab, Containerd containerd) {
        Result result =
                containerd
                        .run(
                                lab,
                                List.of(
                                        "--rm",
                                        "--seccomp",
                                        "--memory-limit",
                                        "67108864",
                                        "--read-only"),
                                lab.id(),
                                "sh",
                                "-c",
                                "grep Seccomp: /proc/self/status; touch /x; cat /sys/fs/cgroup/memory/memory.limit_in_bytes"
                                        + " /sys/fs/cgroup/memory.max")
                        .run();
        assertThat(result.out()).contains("Seccomp:\t2");
        assertThat(result.err()).contains("/x: Read-only file system");
    }

    @Test
    void standardInputReachesTheProcess(Lab lab, Containerd containerd) {
        Result result =
                containerd
                        .run(lab, List.of("--rm"), lab.id(), "sh", "-c", "head -c 100000 | wc -c")
                        .stdin("x".repeat(100_000))
                        .run()
                        .ok();
        assertThat(result.out()).contains("100000");
    }

    @Test
    void terminalIsTheProcesssOwn(Lab lab, Containerd containerd) {
        Host.needProgram(PYTHON);
        Result result =
                containerd
                        .run(
                                lab,
                                List.of("--rm", "--tty"),
                                lab.id(),
                                "sh",
                                "-c",
                                "tty; test -t 0 && echo ready; read word; echo word=$word; exit 4")
                        .via(PYTHON, lab.helper("terminal.py").toString(), "24", "80", "hello\n")
                        .run()
                        .exited(4);
        assertThat(result.out()).contains("/dev/pts/0").contains("word=hello");
    }

    @Test
    void execGivesOutputAndExitStatus(Lab lab, Containerd containerd) {
        boot(containerd, lab, "--detach");
        Result result =
                task(
                                containerd,
                                lab,
                                "task",
                                "exec",
                                "--exec-id",
                                "one",
                                lab.id(),
                                "sh",
                                "-c",
                                "echo pid=$$; echo err >&2; exit 5")
                        .exited(5);
        assertThat(result.out()).contains("pid=");
        assertThat(result.err()).contains("err");
        containerd
                .ctr(
                        lab,
                        "task",
                        "exec",
                        "--exec-id",
                        "two",
                        lab.id(),
                        "sh",
                        "-c",
                        "head -c 70000 | wc -c")
                .stdin("y".repeat(70_000))
                .run()
                .ok();
    }

    @Test
    void execWithATerminalIsOnOne(Lab lab, Containerd containerd) {
        Host.needProgram(PYTHON);
        boot(containerd, lab, "--detach");
        Result result =
                containerd
                        .ctr(
                                lab,
                                "task",
                                "exec",
                                "--tty",
                                "--exec-id",
                                "one",
                                lab.id(),
                                "sh",
                                "-c",
                                "tty; read word; echo word=$word; exit 6")
                        .via(PYTHON, lab.helper("terminal.py").toString(), "24", "80", "hello\n")
                        .run()
                        .exited(6);
        assertThat(result.out()).contains("/dev/pts/").contains("word=hello");
    }

    @Test
    void execOfAMissingProgramSaysSo(Lab lab, Containerd containerd) {
        boot(containerd, lab, "--detach");
        task(containerd, lab, "task", "exec", "--exec-id", "one", lab.id(), "nosuch")
                .refused("OCI runtime exec failed")
                .refused("executable file not found in $PATH");
        assertThat(status(containerd, lab)).isEqualTo("RUNNING");
    }

    @Test
    void runOfAMissingProgramSaysSo(Lab lab, Containerd containerd) {
        containerd
                .run(lab, List.of("--rm"), lab.id(), "nosuch")
                .run()
                .refused("OCI runtime create failed")
                .refused("executable file not found in $PATH");
    }

    @Test
    void killEndsTheProcessAndDeleteTellsItsStatus(Lab lab, Containerd containerd) {
        boot(containerd, lab, "--detach");
        task(containerd, lab, "task", "kill", "--signal", "TERM", lab.id()).ok();
        awaitStatus(containerd, lab, "STOPPED");
        task(containerd, lab, "task", "kill", "--signal", "TERM", lab.id()).refused("not found");
        assertThat(task(containerd, lab, "task", "rm", lab.id()).ok().err())
                .contains("exit code 7");
    }

    @Test
    void killAllEndsEveryProcess(Lab lab, Containerd containerd) {
        boot(containerd, lab, "--detach");
        Running exec =
                containerd
                        .ctr(
                                lab,
                                "task",
                                "exec",
                                "--exec-id",
                                "one",
                                lab.id(),
                                "sh",
                                "-c",
                                "echo up; sleep 1000")
                        .start()
                        .awaitOut("up");
        task(containerd, lab, "task", "kill", "--all", "--signal", "KILL", lab.id()).ok();
        exec.await().exited(137);
        awaitStatus(containerd, lab, "STOPPED");
    }

    @Test
    void pauseAndResume(Lab lab, Containerd containerd) {
        boot(containerd, lab, "--detach");
        task(containerd, lab, "task", "pause", lab.id()).ok();
        assertThat(status(containerd, lab)).isEqualTo("PAUSED");
        task(containerd, lab, "task", "resume", lab.id()).ok();
        assertThat(status(containerd, lab)).isEqualTo("RUNNING");
        task(containerd, lab, "task", "exec", "--exec-id", "one", lab.id(), "true").ok();
    }

    @Test
    void processesOfATaskAreListed(Lab lab, Containerd containerd) {
        boot(containerd, lab, "--detach");
        Running exec =
                containerd
                        .ctr(
                                lab,
                                "task",
                                "exec",
                                "--exec-id",
                                "one",
                                lab.id(),
                                "sh",
                                "-c",
                                "echo up; exec sleep 1000")
                        .start()
                        .awaitOut("up");
        // The shell, its sleep, and the second process.
        assertThat(task(containerd, lab, "task", "ps", lab.id()).ok().out().lines().count())
                .isGreaterThanOrEqualTo(3);
        task(containerd, lab, "task", "kill", "--signal", "KILL", "--exec-id", "one", lab.id())
                .ok();
        exec.await().exited(137);
    }

    @Test
    void metricsCountTheTasksMemory(Lab lab, Containerd containerd) {
        boot(containerd, lab, "--detach", "--memory-limit", "50331648");
        String metrics =
                task(containerd, lab, "task", "metrics", "--format", "json", lab.id()).ok().out();
        assertThat(Json.parse(metrics).findValue("pids").toString()).contains("current");
        assertThat(metrics).contains("50331648");
    }

    @Test
    void eventsTellOfMemoryThatRanOutAndOfTheExit(Lab lab, Containerd containerd) {
        Running events = containerd.ctr(lab, "events").start();
        // The stream is open once it shows something: a lease is made and deleted until then.
        Poll.until(
                "the event stream",
                () -> {
                    task(
                            containerd,
                            lab,
                            "namespaces",
                            "label",
                            containerd.namespace(),
                            "e2e=" + System.nanoTime());
                    return events.out().contains("/namespaces/update");
                });
        containerd
                .run(
                        lab,
                        List.of("--rm", "--memory-limit", "16777216"),
                        lab.id(),
                        "dd",
                        "if=/dev/zero",
                        "of=/dev/null",
                        "bs=64M",
                        "count=1")
                .run()
                .exited(137);
        Poll.until(
                "the events",
                () -> events.out().contains("/tasks/oom") && events.out().contains("/tasks/exit"),
                events::out);
        assertThat(events.out()).contains("/tasks/create", "/tasks/start", "\"exit_status\":137");
        events.signal("TERM");
        events.await();
    }

    @Test
    void twoContainersOfAPodShareAShim(Lab lab, Containerd containerd) {
        String sandbox = lab.id("pod");
        List<String> options =
                List.of("--detach", "--annotation", "io.kubernetes.cri.sandbox-id=" + sandbox);
        containerd.run(lab, options, sandbox, "sh", "-c", STAY).run().ok();
        String pid =
                task(containerd, lab, "task", "ls")
                        .ok()
                        .out()
                        .lines()
                        .filter(line -> line.startsWith(sandbox + " "))
                        .map(line -> line.split("\\s+", -1)[1])
                        .findFirst()
                        .orElseThrow();
        List<String> member = new java.util.ArrayList<>(options);
        member.addAll(List.of("--with-ns", "network:/proc/" + pid + "/ns/net"));
        containerd.run(lab, member, lab.id("member"), "sh", "-c", STAY).run().ok();
        String memberPid =
                task(containerd, lab, "task", "ls")
                        .ok()
                        .out()
                        .lines()
                        .filter(line -> line.startsWith(lab.id("member") + " "))
                        .map(line -> line.split("\\s+", -1)[1])
                        .findFirst()
                        .orElseThrow();
        assertThat(Host.text("/proc/" + memberPid + "/stat").split(" ", -1)[3])
                .as("parent of both, the shim")
                .isEqualTo(Host.text("/proc/" + pid + "/stat").split(" ", -1)[3]);
        task(containerd, lab, "task", "exec", "--exec-id", "one", lab.id("member"), "true").ok();
        task(containerd, lab, "task", "rm", "--force", lab.id("member"));
        task(containerd, lab, "task", "exec", "--exec-id", "two", sandbox, "true").ok();
    }

    @Test
    void shimThatIsKilledLeavesAContainerThatCanBeRemoved(Lab lab, Containerd containerd) {
        boot(containerd, lab, "--detach");
        long init =
                Long.parseLong(
                        task(containerd, lab, "task", "ls")
                                .ok()
                                .out()
                                .lines()
                                .filter(line -> line.startsWith(lab.id() + " "))
                                .map(line -> line.split("\\s+", -1)[1])
                                .findFirst()
                                .orElseThrow());
        long shim = Long.parseLong(Host.text("/proc/" + init + "/stat").split(" ", -1)[3]);
        Signals.send(shim, "KILL");
        // containerd has the runtime delete it by force.
        Poll.until("init's end", () -> !Files.exists(Path.of("/proc", Long.toString(init))));
        Poll.until("the task's end", () -> status(containerd, lab).equals("none"));
    }

    @Test
    void checkpointThatCannotBeMadeSaysSoAndTheContainerRunsOn(Lab lab, Containerd containerd) {
        boot(containerd, lab, "--detach");
        Path images = lab.subdirectory("images");
        Result result =
                task(
                        containerd,
                        lab,
                        "task",
                        "checkpoint",
                        "--image-path",
                        images.toString(),
                        lab.id());
        if (result.exitCode() != 0) {
            // Where CRIU is not there, or does not know the kernel.
            result.refused("checkpoint", "criu");
            task(containerd, lab, "task", "exec", "--exec-id", "one", lab.id(), "true").ok();
        } else {
            assertThat(images).isDirectoryContaining("glob:**.img");
        }
    }
}
