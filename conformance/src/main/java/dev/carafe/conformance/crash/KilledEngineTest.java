package dev.carafe.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Running;
import dev.carafe.conformance.harness.Signals;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("carafe")
@Tag("crash")
@Conformance
class KilledEngineTest {

    private static final int ROUNDS = 8;

    @ParameterizedTest
    @ValueSource(strings = {"prestart", "createRuntime", "createContainer"})
    void createFailsAndLeavesNothing(String kind, Lab lab) {
        Engine engine = Engine.start(lab);
        Bundle bundle = lab.bundle().staying();
        Held held = Held.at(kind, bundle, lab);
        Running create = bundle.operation("create").start();
        held.await();
        engine.kill();
        create.await().exited(1);
        KilledClientTest.assertNothingIsLeft(lab);
        KilledClientTest.idWorks(bundle.merge("{\"hooks\":null}"));
    }

    @Test
    void runningContainersRunOnAndTheNextCommandWorks(Lab lab) {
        Engine engine = Engine.start(lab);
        Container container = lab.bundle().boot();
        engine.kill();
        assertThat(container.status()).isEqualTo("running");
        container.kill("KILL").ok();
        container.awaitStatus("stopped").delete().ok();
    }

    @Test
    void foregroundRunKeepsItsExitCode(Lab lab) {
        Engine engine = Engine.start(lab);
        Running run = lab.bundle().shell("echo up; sleep 3; exit 6").startRun();
        run.awaitOut("up");
        // The process may run a moment before the client knows that it is in the foreground.
        lab.container(lab.id()).awaitStatus("running");
        engine.kill();
        run.await().exited(6);
        KilledClientTest.assertNothingIsLeft(lab);
    }

    @Test
    void killedAtAnyMomentLosesNothing(Lab lab) {
        for (int i = 0; i < ROUNDS; i++) {
            Engine engine = Engine.start(lab);
            Bundle bundle = lab.bundle("bundle" + i, lab.id()).staying().write();
            Running create = bundle.unwritten("create").start();
            Poll.pause(Duration.ofMillis(ThreadLocalRandom.current().nextInt(60)));
            engine.kill();
            int code = create.await().exitCode();
            if (code == 0) {
                lab.container(lab.id()).start().ok();
            }
            lab.container(lab.id()).delete("--force").ok();
            KilledClientTest.assertNothingIsLeft(lab);
        }
    }

    @Test
    void oneShotEngineThatDiesFailsTheCommandCleanly(Lab lab) {
        lab.with("CARAFE_ENGINE", "oneshot");
        Bundle bundle = lab.bundle().staying();
        Held held = Held.at("createRuntime", bundle, lab);
        Running create = bundle.operation("create").start();
        held.await();
        List<Long> engines = javaChildren(create.pid());
        assertThat(engines).isNotEmpty();
        engines.forEach(pid -> Signals.send(pid, "KILL"));
        create.await().refused();
        KilledClientTest.assertNothingIsLeft(lab);
        KilledClientTest.idWorks(bundle.merge("{\"hooks\":null}"));
    }

    private static List<Long> javaChildren(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .filter(process -> process.info().command().orElse("").endsWith("/java"))
                .map(ProcessHandle::pid)
                .toList();
    }
}
