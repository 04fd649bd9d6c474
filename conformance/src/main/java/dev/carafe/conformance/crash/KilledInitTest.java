package dev.carafe.conformance.crash;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Running;
import dev.carafe.conformance.harness.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("carafe")
@Tag("crash")
@Conformance
class KilledInitTest {

    @ParameterizedTest
    @ValueSource(strings = {"prestart", "createRuntime"})
    void createFailsAndLeavesNothing(String kind, Lab lab) {
        lab.with("CARAFE_ENGINE", "oneshot");
        Bundle bundle = lab.bundle().staying();
        Path sign = lab.directory().resolve("state");
        String script = "cat >" + sign + ".new; mv " + sign + ".new " + sign + "; exec sleep 2";
        bundle.merge(
                "{\"hooks\":{\"%s\":[{\"path\":\"/bin/sh\",\"args\":[\"sh\",\"-c\",%s]}]}}"
                        .formatted(kind, Json.text(script)));
        Running create = bundle.operation("create").start();
        Poll.until("the hook", () -> Files.exists(sign));
        Signals.send(pidOf(sign), "KILL");
        create.await().refused();
        KilledClientTest.assertNothingIsLeft(lab);
        KilledClientTest.idWorks(bundle.merge("{\"hooks\":null}"));
    }

    @Test
    void killedBeforeStartIsStoppedAndStartFails(Lab lab) {
        Container container = lab.bundle().staying().create();
        Signals.send(container.pid(), "KILL");
        container.awaitStatus("stopped").start().refused();
        container.delete().ok();
    }

    @Test
    void killedInAStartContainerHookFailsStart(Lab lab) {
        Bundle bundle = lab.bundle().staying();
        Held held = Held.at("startContainer", bundle, lab);
        Container container = bundle.create();
        Running start = lab.runtime("start", lab.id()).start();
        held.await();
        Signals.send(container.pid(), "KILL");
        start.await().refused();
        container.awaitStatus("stopped").delete().ok();
    }

    private static long pidOf(Path state) {
        try {
            return Json.parse(Files.readString(state)).path("pid").asLong();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
