package dev.carafe.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Leaks;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Running;
import dev.carafe.conformance.harness.Signals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("carafe")
@Tag("crash")
@Conformance
class KilledClientTest {

    private static final int ONESHOT_ROUNDS = 6;
    private static final int RESIDENT_ROUNDS = 20;

    @ParameterizedTest
    @CsvSource({
        "prestart,oneshot",
        "createRuntime,oneshot",
        "createContainer,oneshot",
        "prestart,resident",
        "createRuntime,resident",
        "createContainer,resident"
    })
    void createIsRolledBack(String kind, String mode, Lab lab) {
        use(mode, lab);
        Bundle bundle = lab.bundle().staying();
        Held held = Held.at(kind, bundle, lab);
        Running create = bundle.operation("create").start();
        held.await();
        create.signal("KILL");
        create.await();
        assertNothingIsLeft(lab);
        idWorks(bundle.merge("{\"hooks\":null}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"oneshot", "resident"})
    void createKilledAtAnyMomentCanBeFollowedByDeleteForce(String mode, Lab lab) {
        use(mode, lab);
        Bundle bundle = lab.bundle().staying().write();
        boolean oneshot = mode.equals("oneshot");
        for (int i = 0; i < (oneshot ? ONESHOT_ROUNDS : RESIDENT_ROUNDS); i++) {
            Running create = bundle.unwritten("create").start();
            Poll.pause(Duration.ofMillis(ThreadLocalRandom.current().nextInt(oneshot ? 500 : 40)));
            create.signal("KILL");
            create.await();
            lab.container(lab.id()).delete("--force").ok();
            assertNothingIsLeft(lab);
        }
        idWorks(bundle);
    }

    @ParameterizedTest
    @ValueSource(strings = {"oneshot", "resident"})
    void foregroundContainerRunsOn(String mode, Lab lab) {
        use(mode, lab);
        Running run = lab.bundle().staying().startRun();
        run.awaitOut("up");
        run.signal("KILL");
        run.await();
        Container container = lab.container(lab.id());
        assertThat(container.status()).isEqualTo("running");
        container.delete("--force").ok();
        assertNothingIsLeft(lab);
    }

    @ParameterizedTest
    @ValueSource(strings = {"oneshot", "resident"})
    void startLeavesACoherentContainer(String mode, Lab lab) {
        use(mode, lab);
        Bundle bundle = lab.bundle().staying();
        Held held = Held.at("startContainer", bundle, lab);
        Container container = bundle.create();
        Running start = lab.runtime("start", lab.id()).start();
        held.await();
        start.signal("KILL");
        start.await();
        assertThat(container.status()).isIn("created", "running", "stopped");
        container.delete("--force").ok();
        assertNothingIsLeft(lab);
    }

    @ParameterizedTest
    @ValueSource(strings = {"oneshot", "resident"})
    void deleteRollsForward(String mode, Lab lab) {
        use(mode, lab);
        Bundle bundle = lab.bundle();
        Held held = Held.at("poststop", bundle, lab);
        Container container = bundle.boot();
        container.kill("KILL").ok();
        container.awaitStatus("stopped");
        Running delete = lab.runtime("delete", lab.id()).start();
        held.await();
        delete.signal("KILL");
        delete.await();
        Leaks.processes(lab).forEach(pid -> Signals.send(pid, "KILL"));
        container.delete("--force");
        assertNothingIsLeft(lab);
        idWorks(bundle.merge("{\"hooks\":null}"));
    }

    static void use(String mode, Lab lab) {
        if (mode.equals("resident")) {
            Engine.start(lab);
        } else {
            lab.with("CARAFE_ENGINE", "oneshot");
        }
    }

    static void assertNothingIsLeft(Lab lab) {
        List<String> all = new ArrayList<>();
        Poll.within(
                lab.settings().scaled(Duration.ofSeconds(5)),
                () -> {
                    all.clear();
                    all.addAll(Leaks.find(lab));
                    return all.isEmpty();
                });
        assertThat(all).isEmpty();
    }

    static void idWorks(Bundle bundle) {
        Container container = bundle.boot();
        container.delete("--force").ok();
    }
}
