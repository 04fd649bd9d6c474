package dev.carafe.conformance.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Leaks;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Result;
import dev.carafe.conformance.harness.Running;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("vm")
@Conformance
class RunTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 42, 125, 126, 127, 128, 200, 255})
    void exitCodeOfTheProcessIsTheCommands(int code, Lab lab) {
        lab.bundle().shell("exit " + code).run().exited(code);
    }

    @ParameterizedTest
    @CsvSource({"KILL,137", "TERM,143", "INT,130", "SEGV,139", "ABRT,134"})
    void deathBySignalIs128AndTheSignal(String signal, int code, Lab lab) {
        // The process is not pid 1 of its namespace: the kernel shields pid 1 from its own signals.
        lab.bundle()
                .withoutNamespace("pid")
                .shell("ulimit -c 0; kill -" + signal + " $$; sleep 5")
                .run()
                .exited(code);
    }

    @Test
    void stdinStdoutAndStderrAreTheCallers(Lab lab) {
        Result result =
                lab.bundle()
                        .shell("cat; echo problem >&2")
                        .operation("run")
                        .stdin("some input")
                        .run()
                        .ok();
        assertThat(result.out()).isEqualTo("some input");
        assertThat(result.err()).isEqualTo("problem\n");
    }

    @Test
    void foregroundLeavesNothing(Lab lab) {
        lab.bundle().run().ok();
        lab.container(lab.id()).tryState().refused("does not exist", "no such file");
    }

    @Test
    void failedProcessLeavesNothingEither(Lab lab) {
        lab.bundle().shell("exit 3").run().exited(3);
        lab.container(lab.id()).tryState().refused("does not exist", "no such file");
    }

    @Test
    void keepLeavesAStoppedContainer(Lab lab) {
        lab.bundle().shell("exit 3").run("--keep").exited(3);
        Container container = lab.container(lab.id());
        assertThat(container.status()).isEqualTo("stopped");
        container.delete().ok();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-d", "--detach"})
    void detachReturnsWhileTheContainerRuns(String option, Lab lab) {
        lab.bundle().staying().run(option).ok();
        assertThat(lab.container(lab.id()).status()).isEqualTo("running");
    }

    @Test
    void detachedContainerThatEndsIsStopped(Lab lab) {
        lab.bundle().run("--detach").ok();
        lab.container(lab.id()).awaitStatus("stopped").delete().ok();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HUP", "INT", "TERM", "USR1", "USR2", "CONT"})
    void foregroundForwardsSignals(String signal, Lab lab) {
        Running run =
                lab.bundle()
                        .shell(
                                "trap 'echo got; exit 7' "
                                        + signal
                                        + "; echo up; while :; do sleep 0.05; done")
                        .startRun();
        run.awaitOut("up");
        run.signal(signal);
        assertThat(run.await().exited(7).out()).contains("got");
    }

    @Test
    void foregroundIsRunningInState(Lab lab) {
        Running run = lab.bundle().staying().startRun();
        run.awaitOut("up");
        Container container = lab.container(lab.id());
        assertThat(container.status()).isEqualTo("running");
        container.kill("KILL").ok();
        run.await().exited(137);
    }

    @Test
    void orphansOfTheContainerEndWithIt(Lab lab) {
        lab.bundle().shell("(setsid sleep 1000 &) ; true").run().ok();
        Poll.until("the end of all processes", () -> Leaks.processes(lab).isEmpty());
    }

    @Test
    void noSubreaperRunsTheContainer(Lab lab) {
        lab.bundle().shell("exit 4").run("--no-subreaper").exited(4);
    }

    @Test
    void bigOutputArrivesWhole(Lab lab) {
        Result result = lab.bundle().shell("seq 1 50000").run().ok();
        assertThat(result.out().lines().count()).isEqualTo(50000);
    }
}
