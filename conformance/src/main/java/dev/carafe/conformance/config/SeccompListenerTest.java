package dev.carafe.conformance.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Running;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code SCMP_ACT_NOTIFY}: the supervisor that the listener goes to. */
@Conformance
class SeccompListenerTest {
    private static final int EXDEV = 18;

    /** Everything is allowed but mkdir. */
    private static Bundle refusing(Lab lab, String action) {
        return lab.bundle()
                .merge(
                        """
                        {"linux":{"seccomp":{"defaultAction":"SCMP_ACT_ALLOW",
                          "syscalls":[{"names":["mkdir","mkdirat"],"action":%s}]}}}
                        """
                                .formatted(action));
    }

    private static JsonNode stateIn(String out) {
        return Json.parse(
                out.lines()
                        .filter(line -> line.startsWith("state "))
                        .findFirst()
                        .orElseThrow()
                        .substring(6));
    }

    @Test
    void supervisorGetsTheListenerAndAnswersCalls(Lab lab) {
        Agent agent = new Agent(lab, EXDEV);
        Bundle bundle = supervised(lab, agent).merge("{\"annotations\":{\"key\":\"value\"}}");
        SystemCallProgram.in(bundle, SystemCallProgram.MKDIR);
        var container = bundle.create();
        agent.running().awaitOut("state");
        long pid = container.pid();
        container.start().ok();
        String out = agent.running().await().ok().out();
        container.awaitStatus("stopped");

        assertThat(out).contains("descriptors 1\n", "call %d\n".formatted(SystemCallProgram.MKDIR));
        var state = stateIn(out);
        assertThat(state.path("ociVersion").asString()).startsWith("1.");
        assertThat(state.at("/fds/0").asString()).isEqualTo("seccompFd");
        assertThat(state.path("pid").asLong()).isEqualTo(pid);
        assertThat(state.path("metadata").asString()).isEqualTo("of the test");
        assertThat(state.at("/state/id").asString()).isEqualTo(lab.id());
        assertThat(state.at("/state/status").asString()).isEqualTo("creating");
        assertThat(state.at("/state/pid").asLong()).isEqualTo(pid);
        assertThat(state.at("/state/bundle").asString()).isEqualTo(bundle.directory().toString());
        assertThat(state.at("/state/annotations/key").asString()).isEqualTo("value");
    }

    @ParameterizedTest
    @CsvSource({"18, true, 18", "0, true, 14", "18, false, 18"})
    void answerOfTheSupervisorIsTheCalls(
            int answer, boolean noNewPrivileges, int exitCode, Lab lab) {
        Agent agent = new Agent(lab, answer);
        Bundle bundle =
                supervised(lab, agent)
                        .merge("{\"process\":{\"noNewPrivileges\":%s}}".formatted(noNewPrivileges));
        SystemCallProgram.in(bundle, SystemCallProgram.MKDIR).run().exited(exitCode);
        agent.running().await().ok();
    }

    @Test
    void listenerThatNobodyMadeFailsCreate(Lab lab) {
        Bundle bundle =
                refusing(lab, "\"SCMP_ACT_NOTIFY\"")
                        .merge(
                                "{\"linux\":{\"seccomp\":{\"listenerPath\":%s}}}"
                                        .formatted(
                                                Json.text(
                                                        lab.directory()
                                                                .resolve("none")
                                                                .toString())));
        bundle.tryCreate().refused("no such file");
        lab.container(lab.id()).tryState().refused();
    }

    @Test
    void listenerPathIsIgnoredWhenNothingNotifies(Lab lab) {
        Bundle bundle =
                refusing(lab, "\"SCMP_ACT_ERRNO\"")
                        .merge(
                                "{\"linux\":{\"seccomp\":{\"listenerPath\":\"/nowhere/agent.sock\"}}}");
        assertThat(bundle.args("/bin/grep", "Seccomp:", "/proc/self/status").run().ok().out())
                .isEqualTo("Seccomp:\t2\n");
    }

    @Test
    void notifyWithoutAListenerFailsCreate(Lab lab) {
        refusing(lab, "\"SCMP_ACT_NOTIFY\"").tryCreate().refused("listener");
    }

    @Test
    void notifyAsTheDefaultIsRefused(Lab lab) {
        refusing(lab, "\"SCMP_ACT_NOTIFY\"")
                .merge(
                        """
                        {"linux":{"seccomp":{
                          "defaultAction":"SCMP_ACT_NOTIFY","listenerPath":"/nowhere/agent.sock"}}}
                        """)
                .tryCreate()
                .refused();
    }

    @Test
    void processOfExecHasAListenerOfItsOwn(Lab lab) throws IOException {
        Agent ofInit = new Agent(lab, 0);
        Container container = supervised(lab, ofInit).boot();
        ofInit.running().awaitOut("state");
        Files.delete(ofInit.socket());
        Agent ofExec = new Agent(lab, EXDEV);
        Running exec = container.exec("/bin/mkdir", "/tmp/made").start();
        ofExec.running().awaitOut("state");
        exec.await().refused("Invalid cross-device link");
        String out = ofExec.running().await().ok().out();
        assertThat(out).contains("descriptors 1\n").containsPattern("call \\d+\n");
        JsonNode state = stateIn(out);
        assertThat(state.at("/fds/0").asString()).isEqualTo("seccompFd");
        assertThat(state.path("metadata").asString()).isEqualTo("of the test");
        assertThat(state.at("/state/id").asString()).isEqualTo(lab.id());
        assertThat(state.at("/state/status").asString()).isEqualTo("running");
        assertThat(state.at("/state/pid").asLong()).isEqualTo(container.pid());
        assertThat(state.path("pid").asLong()).isNotEqualTo(container.pid());
        container.kill("KILL").ok();
        ofInit.running().await().ok();
    }

    @Test
    void execFailsWithoutTheSupervisor(Lab lab) throws IOException {
        Agent agent = new Agent(lab, 0);
        Container container = supervised(lab, agent).boot();
        Files.delete(agent.socket());
        container.exec("/bin/true").run().refused("no such file");
        assertThat(container.status()).isEqualTo("running");
        container.kill("KILL").ok();
        agent.running().await().ok();
    }

    private static Bundle supervised(Lab lab, Agent agent) {
        return refusing(lab, "\"SCMP_ACT_NOTIFY\"")
                .merge(
                        """
                        {"linux":{"seccomp":{"listenerPath":%s,"listenerMetadata":"of the test"}}}
                        """
                                .formatted(Json.text(agent.socket().toString())));
    }
}
