package dev.carafe.conformance.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Conformance
class HooksTest {

    private static String hook(String script, String... more) {
        return "{\"path\":\"/bin/sh\",\"args\":[\"sh\",\"-c\",%s]%s}"
                .formatted(Json.text(script), more.length == 0 ? "" : "," + more[0]);
    }

    private static Bundle hooked(Lab lab, String kind, String script, String... more) {
        return lab.bundle().merge("{\"hooks\":{\"%s\":[%s]}}".formatted(kind, hook(script, more)));
    }

    @Test
    void allKindsRunInTheSpecifiedOrder(Lab lab) throws IOException {
        Path log = lab.directory().resolve("order");
        Bundle bundle = lab.bundle().bind(lab.directory(), "/host").merge("{\"hooks\":{}}");
        Files.createFile(log);
        for (String kind :
                List.of("prestart", "createRuntime", "createContainer", "poststart", "poststop")) {
            bundle.add("/hooks/" + kind, hook("echo " + kind + " >>" + log));
        }
        bundle.add("/hooks/startContainer", hook("echo startContainer >>/host/order"));
        bundle.shell("sleep 0.3; echo process >>/host/order");
        Container container = bundle.create();
        assertThat(Files.readAllLines(log))
                .containsExactly("prestart", "createRuntime", "createContainer");
        container.start().ok();
        container.awaitStatus("stopped").delete().ok();
        assertThat(Files.readAllLines(log))
                .containsExactly(
                        "prestart",
                        "createRuntime",
                        "createContainer",
                        "startContainer",
                        "poststart",
                        "process",
                        "poststop");
    }

    @Test
    void hooksOfOneKindRunInListedOrder(Lab lab) throws IOException {
        Path log = lab.directory().resolve("order");
        Bundle bundle = hooked(lab, "createRuntime", "echo 1 >>" + log);
        bundle.add("/hooks/createRuntime", hook("sleep 0.1; echo 2 >>" + log))
                .add("/hooks/createRuntime", hook("echo 3 >>" + log));
        bundle.run().ok();
        assertThat(Files.readAllLines(log)).containsExactly("1", "2", "3");
    }

    @ParameterizedTest
    @CsvSource({
        "prestart,creating|created",
        "createRuntime,creating|created",
        "createContainer,creating|created",
        "poststart,running",
        "poststop,stopped"
    })
    void stateIsOnStdin(String kind, String statuses, Lab lab) throws IOException {
        Path file = lab.directory().resolve("state");
        Bundle bundle =
                hooked(lab, kind, "cat >" + file)
                        .merge("{\"annotations\":{\"key\":\"value\"}}")
                        .shell("sleep 0.3");
        bundle.run().ok();
        JsonNode state = Json.parse(Files.readString(file));
        assertThat(state.path("ociVersion").asString()).startsWith("1.");
        assertThat(state.path("id").asString()).isEqualTo(lab.id());
        assertThat(state.path("status").asString()).matches(statuses);
        assertThat(state.path("bundle").asString()).isEqualTo(bundle.directory().toString());
        assertThat(state.at("/annotations/key").asString()).isEqualTo("value");
        if (!kind.equals("poststop")) {
            assertThat(state.path("pid").asLong()).isPositive();
        }
    }

    @Test
    void startContainerHookRunsInTheContainerWithStateOnStdin(Lab lab) throws IOException {
        Bundle bundle = hooked(lab, "startContainer", "cat >/state; hostname >/name");
        bundle.run().ok();
        assertThat(
                        Json.parse(Files.readString(bundle.rootfs().resolve("state")))
                                .path("id")
                                .asString())
                .isEqualTo(lab.id());
        assertThat(bundle.rootfs().resolve("name")).hasContent("box");
    }

    @Test
    void createContainerHookRunsInTheContainersNamespacesBeforeThePivot(Lab lab)
            throws IOException {
        Path file = lab.directory().resolve("seen");
        Path mounts = lab.directory().resolve("mounts");
        hooked(
                        lab,
                        "createContainer",
                        "readlink /proc/self/ns/mnt >"
                                + file
                                + "; cat /proc/self/mountinfo >"
                                + mounts)
                .run()
                .ok();
        assertThat(Files.readString(file).strip())
                .isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/mnt")).toString());
        assertThat(Files.readString(mounts))
                .contains(lab.directory().resolve("bundle/rootfs/proc").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"prestart", "createRuntime", "poststart", "poststop"})
    void hookRunsInTheRuntimesNamespaces(String kind, Lab lab) throws IOException {
        Path file = lab.directory().resolve("seen");
        hooked(lab, kind, "readlink /proc/self/ns/mnt /proc/self/ns/net /proc/self/ns/uts >" + file)
                .shell("sleep 0.2")
                .run()
                .ok();
        assertThat(Files.readAllLines(file))
                .containsExactly(
                        Files.readSymbolicLink(Path.of("/proc/self/ns/mnt")).toString(),
                        Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString(),
                        Files.readSymbolicLink(Path.of("/proc/self/ns/uts")).toString());
    }

    @Test
    void mountsOfPrestartHooksAppearInTheContainer(Lab lab) {
        Bundle bundle = lab.bundle().merge("{\"linux\":{\"rootfsPropagation\":\"private\"}}");
        String target = bundle.rootfs() + "/mnt";
        bundle.merge(
                "{\"hooks\":{\"createRuntime\":[%s]}}"
                        .formatted(
                                hook(
                                        "pid=$(sed 's/.*\"pid\": *\\([0-9]*\\).*/\\1/'); nsenter -t $pid -m sh -c 'mkdir -p "
                                                + target
                                                + "; mount -t tmpfs injected "
                                                + target
                                                + "'",
                                        "\"env\":[\"PATH=/usr/sbin:/usr/bin:/sbin:/bin\"]")));
        assertThat(bundle.shell("grep ' /mnt ' /proc/mounts").run().ok().out())
                .startsWith("injected");
    }

    @Test
    void argumentsAndEnvironmentAreTheListedOnes(Lab lab) throws IOException {
        Path file = lab.directory().resolve("seen");
        hooked(
                        lab,
                        "createRuntime",
                        "echo \"$0 $1 $A\" >" + file + "; env >>" + file,
                        "\"env\":[\"A=1\"]")
                .operation("run")
                .with("LEAKED", "yes")
                .run()
                .ok();
        assertThat(Files.readAllLines(file).getFirst()).isEqualTo("sh  1");
        assertThat(Files.readString(file)).doesNotContain("LEAKED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"prestart", "createRuntime", "createContainer"})
    void failingHookFailsCreateAndLeavesNothing(String kind, Lab lab) {
        hooked(lab, kind, "echo the reason >&2; exit 3").tryCreate().refused("hook");
        lab.container(lab.id()).tryState().refused("does not exist", "no such file");
    }

    @Test
    void failingStartContainerHookEndsTheContainerAndTheProcessNeverRuns(Lab lab) {
        Bundle bundle = hooked(lab, "startContainer", "exit 3").shell("touch /ran");
        Container container = bundle.create();
        container.start();
        // runtime.md continues with the destruction here; runc and crun leave a stopped container.
        String alive = "(?s).*\"status\": *\"(created|running)\".*";
        Poll.until("the end", () -> !container.tryState().out().matches(alive));
        assertThat(bundle.rootfs().resolve("ran")).doesNotExist();
    }

    /** runtime.md, "Lifecycle", steps 9, 12 and 13. */
    @Test
    void failingPoststartHookFailsStartAndDeletesTheContainer(Lab lab) {
        Path file = lab.directory().resolve("poststop");
        Container container =
                hooked(lab, "poststart", "exit 3")
                        .add("/hooks/poststop", hook("touch " + file))
                        .staying()
                        .create();
        container.start().refused("hook");
        container.tryState().refused("does not exist", "no such file");
        assertThat(file).exists();
    }

    @Test
    void failingPoststopHookDoesNotStopTheDeletion(Lab lab) {
        Container container = hooked(lab, "poststop", "exit 3").boot();
        container.delete("--force");
        container.tryState().refused("does not exist", "no such file");
    }

    @Test
    void poststopHooksAllRunEvenWhenOneFails(Lab lab) {
        Path file = lab.directory().resolve("second");
        Bundle bundle =
                hooked(lab, "poststop", "exit 3").add("/hooks/poststop", hook("touch " + file));
        bundle.boot().delete("--force");
        assertThat(file).exists();
    }

    @Test
    void hookPastItsTimeoutIsKilledAndFailsCreate(Lab lab) {
        long before = System.nanoTime();
        hooked(lab, "createRuntime", "exec sleep 1000", "\"timeout\":1").tryCreate().refused();
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isLessThan(lab.settings().scaled(Duration.ofSeconds(10)));
    }

    @Test
    void hookWithinItsTimeoutIsFine(Lab lab) {
        hooked(lab, "createRuntime", "sleep 0.1", "\"timeout\":100").run().ok();
    }

    @Test
    void missingHookProgramFailsCreate(Lab lab) {
        lab.bundle()
                .merge("{\"hooks\":{\"createRuntime\":[{\"path\":\"/no/such/hook\"}]}}")
                .tryCreate()
                .refused("no such file");
    }

    @Test
    void relativeHookPathIsRefused(Lab lab) {
        lab.bundle()
                .merge("{\"hooks\":{\"createRuntime\":[{\"path\":\"bin/true\"}]}}")
                .tryCreate()
                .refused();
    }
}
