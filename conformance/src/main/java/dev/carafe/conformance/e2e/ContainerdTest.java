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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@EndToEnd(EngineKind.CONTAINERD)
class ContainerdTest extends EnginePromises {

    private static final String[] STAYING = {"sh", "-c", ContainerEngine.STAY};

    private static Result task(Containerd containerd, Lab lab, String... words) {
        return containerd.onContainer(lab, words).run();
    }

    @Test
    void defaultFilterAndReadOnlyRootHaveTheirEffects(Lab lab, Containerd containerd) {
        Result result =
                containerd
                        .run(
                                lab,
                                List.of("--rm", "--seccomp", "--read-only"),
                                "sh",
                                "-c",
                                "touch /x; grep Seccomp: /proc/self/status")
                        .run()
                        .ok();
        assertThat(result.out()).contains("Seccomp:\t2");
        assertThat(result.err()).contains("/x: Read-only file system");
    }

    @Test
    void failedCreateAndExecAreToldInTheRuntimesWords(Lab lab, Containerd containerd) {
        containerd.run(lab, List.of("--rm"), "nosuch").run().refused("OCI runtime create failed");
        containerd.boot(lab);
        containerd.exec(lab, "nosuch").refused("OCI runtime exec failed");
    }

    @Test
    void killEndsTheProcessAndDeleteTellsItsStatus(Lab lab, Containerd containerd) {
        containerd.boot(lab);
        Poll.until(
                "its word",
                () -> {
                    // The shell takes the signal from when its trap is set
                    task(containerd, lab, "kill", "--signal", "TERM");
                    return containerd.status(lab).equals("stopped");
                });
        task(containerd, lab, "kill", "--signal", "TERM").refused("not found");
        assertThat(task(containerd, lab, "rm").ok().err()).contains("exit code 7");
    }

    @Test
    void killAllEndsEveryProcess(Lab lab, Containerd containerd) {
        containerd.boot(lab);
        Running exec =
                containerd
                        .exec(lab, List.of(), "sh", "-c", "echo up; sleep 1000")
                        .start()
                        .awaitOut("up");
        task(containerd, lab, "kill", "--all", "--signal", "KILL").ok();
        exec.await().exited(137);
        containerd.awaitStatus(lab, "stopped");
    }

    @Test
    void pauseAndResume(Lab lab, Containerd containerd) {
        containerd.boot(lab);
        task(containerd, lab, "pause").ok();
        assertThat(containerd.status(lab)).isEqualTo("paused");
        task(containerd, lab, "resume").ok();
        assertThat(containerd.status(lab)).isEqualTo("running");
        containerd.exec(lab, "true").ok();
    }

    @Test
    void processesOfATaskAreListed(Lab lab, Containerd containerd) {
        containerd.boot(lab);
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
        // A title, the shell, and the second process
        assertThat(task(containerd, lab, "ps").ok().out().lines().count())
                .isGreaterThanOrEqualTo(3);
        task(containerd, lab, "kill", "--signal", "KILL", "--exec-id", "one").ok();
        exec.await().exited(137);
        assertThat(containerd.status(lab)).isEqualTo("running");
    }

    @Test
    void metricsCountTheTasksMemory(Lab lab, Containerd containerd) {
        containerd.boot(lab, "--memory-limit", "50331648");
        String metrics = task(containerd, lab, "metrics", "--format", "json").ok().out();
        assertThat(Json.parse(metrics).findValue("pids").toString()).contains("current");
        assertThat(metrics).contains("50331648");
    }

    @Test
    void eventsTellOfMemoryThatRanOutAndOfTheExit(Lab lab, Containerd containerd) {
        Running events = containerd.ctr(lab, "events").start();
        // The stream is open once it shows something: a label is changed until then.
        Poll.until(
                "the event stream",
                () -> {
                    String label = "e2e=" + System.nanoTime();
                    containerd.ctr(lab, "namespaces", "label", containerd.namespace(), label).run();
                    return events.out().contains("/namespaces/update");
                });
        // The shim watches the memory from after the start, and not beyond the delete: so neither
        // comes close to what it is to see.
        containerd
                .run(
                        lab,
                        List.of("--detach", "--memory-limit", "16777216"),
                        "sh",
                        "-c",
                        "while [ ! -e /tmp/go ]; do sleep 0.1; done; dd if=/dev/zero of=/dev/null bs=64M count=1; exit $?")
                .run()
                .ok();
        containerd.exec(lab, "touch", "/tmp/go").ok();
        Poll.until(
                "the events",
                () -> events.out().contains("/tasks/oom") && events.out().contains("/tasks/exit"),
                events::out);
        Poll.until(
                "the exit of the first process",
                () -> events.out().contains("\"exit_status\":137"),
                events::out);
        assertThat(events.out()).contains("/tasks/create", "/tasks/start", "/tasks/exec-started");
        events.signal("TERM");
        events.await();
    }

    @Test
    void twoContainersOfAPodShareAShim(Lab lab, Containerd containerd) {
        String sandbox = lab.id("pod");
        String member = lab.id("member");
        List<String> options =
                List.of("--detach", "--annotation", "io.kubernetes.cri.sandbox-id=" + sandbox);
        containerd.run(lab, options, sandbox, STAYING).run().ok();
        long pid = containerd.pid(lab, sandbox);
        List<String> joining = new ArrayList<>(options);
        joining.addAll(List.of("--with-ns", "network:/proc/" + pid + "/ns/net"));
        containerd.run(lab, joining, member, STAYING).run().ok();
        assertThat(parent(containerd.pid(lab, member)))
                .as("parent of both, the shim")
                .isEqualTo(parent(pid));
        String[] network = {"readlink", "/proc/self/ns/net"};
        assertThat(containerd.exec(lab, List.of(), member, network).run().ok().out())
                .isEqualTo(containerd.exec(lab, List.of(), sandbox, network).run().ok().out());
        containerd.ctr(lab, "task", "rm", "--force", member).run();
        containerd.exec(lab, List.of(), sandbox, network).run().ok();
    }

    @Test
    void shimThatIsKilledLeavesAContainerThatCanBeRemoved(Lab lab, Containerd containerd) {
        containerd.boot(lab);
        long init = containerd.pid(lab, lab.id());
        Signals.send(parent(init), "KILL");
        // containerd has the runtime delete it by force.
        Poll.until("init's end", () -> !Files.exists(Path.of("/proc", Long.toString(init))));
        Poll.until("the task's end", () -> containerd.status(lab).equals("none"));
    }

    private static long parent(long pid) {
        return Long.parseLong(Host.text("/proc/" + pid + "/stat").split(" ", -1)[3]);
    }

    @Test
    void checkpointThatCannotBeMadeSaysSoAndTheContainerRunsOn(Lab lab, Containerd containerd) {
        Host.needNoCriu();
        containerd.boot(lab);
        Path images = lab.subdirectory("images");
        task(containerd, lab, "checkpoint", "--image-path", images.toString())
                .refused("checkpoint", "criu");
        containerd.exec(lab, "true").ok();
    }

    @Test
    void checkpointIsRestoredWithItsMemory(Lab lab, Containerd containerd) {
        Host.needCriu();
        containerd.run(lab, List.of("--detach"), "sh", "-c", Counter.SCRIPT).run().ok();
        int before = Counter.await(lab, containerd, 3);
        String image = lab.id() + "-checkpoint";
        containerd
                .ctr(lab, "container", "checkpoint", "--task", "--rw", "--image", lab.id(), image)
                .run()
                .ok();
        task(containerd, lab, "rm", "--force");
        containerd.ctr(lab, "container", "rm", lab.id()).run().ok();
        containerd.ctr(lab, "container", "restore", "--rw", "--live", lab.id(), image).run().ok();
        Counter.await(lab, containerd, before + 3);
    }
}
