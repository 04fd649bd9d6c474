package dev.carafe.conformance.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Command;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Leaks;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Programs;
import dev.carafe.conformance.harness.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client does without an engine, and what it leaves to one. */
@Tag("carafe")
@Conformance
class ShortcutTest {

    /** A command of the client's binary alone, which has no engine to ask. */
    private static Command alone(Lab lab, String... words) {
        Path binary = lab.directory().resolve("client");
        Programs.copy(lab.settings().runtime(), binary);
        List<String> all =
                new ArrayList<>(List.of(binary.toString(), "--root", lab.root().toString()));
        all.addAll(Arrays.asList(words));
        return lab.host(all.toArray(String[]::new))
                .with("CARAFE_SHORTCUTS", "1")
                .with("CARAFE_ENGINE", "oneshot");
    }

    private static Container ended(Bundle bundle) {
        Container container = bundle.create();
        container.start().ok();
        return container.awaitStatus("stopped");
    }

    private static String status(Lab lab) {
        return Json.parse(alone(lab, "state", lab.id()).run().ok().out()).at("/status").asString();
    }

    @Test
    void containerIsStartedKilledAndDeletedWithoutAnEngine(Lab lab) {
        Bundle bundle = lab.bundle().staying();
        Container container = bundle.create();
        assertThat(status(lab)).isEqualTo("created");
        alone(lab, "start", lab.id()).run().ok();
        assertThat(status(lab)).isEqualTo("running");
        container.awaitOut("up");
        alone(lab, "kill", lab.id(), "KILL").run().ok();
        Poll.until("the container's end", () -> status(lab).equals("stopped"));
        alone(lab, "delete", lab.id()).run().ok();
        assertThat(Leaks.find(lab)).isEmpty();
        bundle.boot().delete("--force").ok();
    }

    @Test
    void stateIsWhatTheEngineSays(Lab lab) {
        Container container =
                lab.bundle()
                        .args("true")
                        .merge("{\"annotations\":{\"b\":\"ü\\n\",\"a\":\"\"}}")
                        .create();
        assertSameState(lab);
        container.start().ok();
        container.awaitStatus("stopped");
        assertSameState(lab);
    }

    private static void assertSameState(Lab lab) {
        String engines =
                lab.runtime("state", lab.id()).with("CARAFE_SHORTCUTS", "0").run().ok().out();
        assertThat(alone(lab, "state", lab.id()).run().ok().out()).isEqualTo(engines);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void processThatCannotBeExecutedIsToldAlike(String shortcuts, Lab lab) throws IOException {
        Bundle bundle = lab.bundle().args("/broken");
        Path broken = bundle.rootfs().resolve("broken");
        Files.writeString(broken, "no program");
        assertThat(broken.toFile().setExecutable(true, false)).isTrue();
        bundle.create();
        lab.runtime("start", lab.id())
                .with("CARAFE_SHORTCUTS", shortcuts)
                .run()
                .refused("/process/args")
                .refused("exec format error")
                .refused(lab.id());
        lab.container(lab.id()).awaitStatus("stopped").delete().ok();
    }

    @Test
    void pausedContainerIsTheEngines(Lab lab) {
        Container container = lab.bundle().staying().boot();
        lab.runtime("pause", lab.id()).run().ok();
        assertThat(alone(lab, "state", lab.id()).run().exitCode()).isEqualTo(1);
        assertThat(alone(lab, "kill", lab.id(), "KILL").run().exitCode()).isEqualTo(1);
        assertThat(container.status()).isEqualTo("paused");
        container.kill("KILL").ok();
        container.awaitStatus("stopped");
    }

    @ParameterizedTest
    @ValueSource(strings = {"startContainer", "poststart"})
    void hooksAtStartAreTheEngines(String hook, Lab lab) {
        Container container =
                lab.bundle()
                        .staying()
                        .merge("{\"hooks\":{\"%s\":[{\"path\":\"/bin/true\"}]}}".formatted(hook))
                        .create();
        assertThat(alone(lab, "start", lab.id()).run().exitCode()).isEqualTo(1);
        assertThat(container.status()).isEqualTo("created");
        container.start().ok();
        assertThat(status(lab)).isEqualTo("running");
    }

    @Test
    void poststopHooksAreTheEngines(Lab lab) {
        Path said = lab.directory().resolve("said");
        Bundle bundle =
                lab.bundle()
                        .args("true")
                        .merge(
                                "{\"hooks\":{\"poststop\":[{\"path\":\"/bin/sh\",\"args\":"
                                        + "[\"sh\",\"-c\",\"echo gone >%s\"]}]}}".formatted(said));
        Container container = ended(bundle);
        assertThat(alone(lab, "delete", lab.id()).run().exitCode()).isEqualTo(1);
        assertThat(said).doesNotExist();
        container.delete().ok();
        assertThat(said).hasContent("gone");
    }

    @Test
    void killOfAContainerWithoutAPidNamespaceIsTheEngines(Lab lab) {
        Container container = lab.bundle().withoutNamespace("pid").staying().boot();
        alone(lab, "kill", lab.id(), "URG").run().ok();
        assertThat(alone(lab, "kill", lab.id(), "KILL").run().exitCode()).isEqualTo(1);
        container.kill("KILL").ok();
        container.awaitStatus("stopped");
    }

    @Test
    void runningContainerIsDeletedByForceOnly(Lab lab) {
        Container container = lab.bundle().staying().boot();
        assertThat(alone(lab, "delete", lab.id()).run().exitCode()).isEqualTo(1);
        assertThat(container.status()).isEqualTo("running");
        alone(lab, "delete", "--force", lab.id()).run().ok();
        assertThat(Leaks.find(lab)).isEmpty();
    }

    @Test
    void createdContainerIsDeleted(Lab lab) {
        lab.bundle().staying().create();
        alone(lab, "delete", lab.id()).run().ok();
        assertThat(Leaks.find(lab)).isEmpty();
    }

    @Test
    void journalThatOthersMayWriteSaysNothing(Lab lab) {
        lab.bundle().staying().create();
        Path journal = lab.root().resolve(lab.id()).resolve("journal");
        lab.host("chmod", "0622", journal.toString()).run().ok();
        assertThat(alone(lab, "state", lab.id()).run().exitCode()).isEqualTo(1);
        lab.host("chmod", "0600", journal.toString()).run().ok();
        assertThat(status(lab)).isEqualTo("created");
    }

    /** The client that deletes alone is killed before each of its steps, one after the other. */
    @Test
    void deleteThatIsKilledIsFinishedByTheNextCommand(Lab lab) {
        Host.needProgram("/usr/bin/strace");
        Bundle bundle = lab.bundle().args("true");
        boolean whole = false;
        for (int step = 1; !whole; step++) {
            ended(bundle);
            Result killed = killedAt("rmdir,unlinkat", step, lab, "delete", lab.id());
            whole = killed.exitCode() == 0;
            lab.runtime("list").run().ok();
            lab.runtime("delete", "--force", lab.id()).run().ok();
            assertThat(Leaks.find(lab)).isEmpty();
            // The state, the journal and the directory at least; rmdir of groups is counted apart.
            assertThat(whole && step < 4).isFalse();
        }
    }

    @Test
    void startThatIsKilledIsDoneOrNot(Lab lab) {
        Host.needProgram("/usr/bin/strace");
        Bundle bundle = lab.bundle().staying();
        Container container = bundle.create();
        assertThat(killedAt("write", 1, lab, "start", lab.id()).exitCode()).isNotEqualTo(0);
        assertThat(container.status()).isEqualTo("created");
        assertThat(killedAt("unlinkat", 1, lab, "start", lab.id()).exitCode()).isNotEqualTo(0);
        assertThat(container.status()).isEqualTo("running");
        lab.runtime("start", lab.id()).run().refused("running");
        container.delete("--force").ok();
        assertThat(Leaks.find(lab)).isEmpty();
    }

    private static Result killedAt(String calls, int step, Lab lab, String... words) {
        return alone(lab, words)
                .via(
                        "/usr/bin/strace",
                        "-qq",
                        "-o",
                        "/dev/null",
                        "-e",
                        "trace=" + calls,
                        "-e",
                        "inject=%s:signal=KILL:when=%d".formatted(calls, step))
                .run();
    }
}
