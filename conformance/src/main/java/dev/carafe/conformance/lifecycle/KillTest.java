package dev.carafe.conformance.lifecycle;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Leaks;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Signals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Conformance
class KillTest {

    private static final String REPORTER =
            "for s in HUP INT USR1 USR2 TERM; do trap \"echo got $s\" $s; done; echo up; while :; do sleep 0.05; done";

    private static Container reporter(Lab lab) {
        Container container = lab.bundle().shell(REPORTER).create();
        container.start().ok();
        return container.awaitOut("up");
    }

    @ParameterizedTest
    @CsvSource({"HUP,HUP", "SIGINT,INT", "10,USR1", "USR2,USR2", "sigterm,TERM", "15,TERM"})
    void signalIsGivenByNameOrNumber(String signal, String received, Lab lab) {
        Container container = reporter(lab);
        container.kill(signal).ok();
        container.awaitOut("got " + received);
    }

    @Test
    void defaultSignalIsTerm(Lab lab) {
        Container container = reporter(lab);
        lab.runtime("kill", lab.id()).run().ok();
        container.awaitOut("got TERM");
    }

    @Test
    void realTimeSignalIsDeliveredByNumber(Lab lab) {
        // Without a pid namespace of its own the process is not shielded from a signal that it does
        // not handle.
        Container container = lab.bundle().withoutNamespace("pid").boot();
        container.kill("37").ok();
        container.awaitStatus("stopped");
    }

    @Test
    void allReachesEveryProcess(Lab lab) {
        Bundle bundle =
                lab.bundle()
                        .shell(
                                "sh -c 'trap \"echo child\" USR1; echo up; while :; do sleep 0.05; done' & trap 'echo init' USR1; while :; do sleep 0.05; done");
        Container container = bundle.create();
        container.start().ok();
        container.awaitOut("up");
        lab.runtime("kill", "--all", lab.id(), "USR1").run().ok();
        container.awaitOut("child").awaitOut("init");
    }

    @Test
    void allOfAStoppedContainerSucceeds(Lab lab) {
        Container container = lab.bundle().boot();
        container.kill("KILL").ok();
        container.awaitStatus("stopped");
        lab.runtime("kill", "--all", lab.id(), "KILL").run().ok();
    }

    @Test
    void killWithoutAPidNamespaceEndsEveryProcess(Lab lab) {
        Bundle bundle =
                lab.bundle().withoutNamespace("pid").shell("sleep 1000 & echo up; sleep 1000");
        Container container = bundle.create();
        container.start().ok();
        container.awaitOut("up");
        container.kill("KILL").ok();
        container.awaitStatus("stopped").delete("--force").ok();
        Poll.until("the end of all processes", () -> Leaks.processes(lab).isEmpty());
    }

    @Test
    void initThatDiedIsStoppedWithoutTheRuntimesHelp(Lab lab) {
        Container container = lab.bundle().boot();
        Signals.send(container.pid(), "KILL");
        container.awaitStatus("stopped").delete().ok();
    }
}
