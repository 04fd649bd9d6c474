package dev.carafe.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.linux.ProcessReference;
import dev.carafe.state.Intent;
import dev.carafe.state.LockedContainer;
import dev.carafe.state.StoredContainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class KillAndDeleteTest {
    private static final int SIGTERM = 15;
    private static final int SIGKILL = 9;
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir Path directory;
    private TestSite test;

    @BeforeEach
    void open() throws IOException {
        test = new TestSite(directory);
    }

    @AfterEach
    void close() {
        test.close();
    }

    private void kill(int signal, boolean all) {
        new KillContainer(test.site).kill("c1", signal, all);
    }

    private void delete(boolean force) {
        new DeleteContainer(test.site).delete("c1", force);
    }

    @Test
    void aSignalGoesToInit() throws IOException {
        ProcessReference init = test.running("c1");

        kill(SIGTERM, false);

        assertThat(init.waitForExit(SOON)).isTrue();
        assertThat(test.cgroups.signals).isEmpty();
    }

    @Test
    void allMeansTheControlGroup() throws IOException {
        test.running("c1");

        kill(SIGTERM, true);

        assertThat(test.cgroups.signals).containsExactly(SIGTERM);
    }

    @Test
    void killWithoutAnOwnPidNamespaceKillsTheControlGroup() throws IOException {
        ProcessReference init = TestSite.reference(test.sleep());
        test.store("c1", init, "");

        kill(SIGKILL, false);

        assertThat(test.cgroups.signals).containsExactly(SIGKILL);
        assertThat(init.waitForExit(SOON)).isTrue();
    }

    @Test
    void aStoppedContainerIsNotRunning() throws IOException {
        test.stopped("c1");

        assertThatThrownBy(() -> kill(SIGTERM, false))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("container not running");
        assertThatCode(() -> kill(SIGKILL, true)).doesNotThrowAnyException();
    }

    @Test
    void killThawsAFrozenContainer() throws IOException {
        test.running("c1");
        test.cgroups.frozen = true;

        kill(SIGKILL, false);

        assertThat(test.cgroups.frozen).isFalse();
    }

    @Test
    void deleteRefusesARunningContainer() throws IOException {
        ProcessReference init = test.running("c1");

        assertThatThrownBy(() -> delete(false))
                .hasMessageContaining("cannot delete container c1 that is not stopped: running");
        assertThat(init.isAlive()).isTrue();
        assertThat(test.exists("c1")).isTrue();
    }

    @Test
    void deleteRemovesAllThatIsLeftThenRunsThePoststopHooks() throws IOException {
        test.stopped("c1");

        delete(false);

        assertThat(test.exists("c1")).isFalse();
        assertThat(test.cgroups.existing).isEmpty();
        assertThat(test.client.calls).contains("hook /hook/poststop");
        assertThat(test.client.hookStates.getLast())
                .contains("\"status\":\"stopped\"")
                .doesNotContain("\"pid\"");
    }

    @Test
    void poststopHooksThatWereInterruptedRunWithTheNextCommand() throws IOException {
        test.stopped("c1");
        test.client.hooks =
                path -> {
                    throw new ClientLostException("gone", new IOException("gone"));
                };
        assertThatThrownBy(() -> delete(false)).isInstanceOf(ClientLostException.class);
        assertThat(test.cgroups.existing).isEmpty();
        assertThat(test.exists("c1")).isTrue();

        test.client.hooks = path -> new HookOutcome(LaunchFailure.Kind.EXIT, 0, "");
        new Recover(test.site).recover("c1");

        assertThat(test.client.calls).filteredOn("hook /hook/poststop"::equals).hasSize(2);
        assertThat(test.exists("c1")).isFalse();
    }

    @Test
    void aFailedPoststopHookIsAWarning() throws IOException {
        test.stopped("c1");
        test.client.hooks = path -> new HookOutcome(LaunchFailure.Kind.SIGNAL, 9, "");

        delete(false);

        assertThat(test.warnings)
                .singleElement()
                .asString()
                .contains("error running poststop hook #0")
                .contains("killed by SIGKILL");
        assertThat(test.exists("c1")).isFalse();
    }

    @Test
    void deleteKillsACreatedContainer() throws IOException {
        ProcessReference init = test.created("c1", "exit 0");

        delete(false);

        assertThat(init.isAlive()).isFalse();
        assertThat(test.exists("c1")).isFalse();
    }

    @Test
    void forceKillsARunningContainer() throws IOException {
        ProcessReference init = test.running("c1");

        delete(true);

        assertThat(init.isAlive()).isFalse();
        assertThat(test.exists("c1")).isFalse();
    }

    @Test
    void forceDoesNotMindThatThereIsNoContainer() {
        assertThatCode(() -> delete(true)).doesNotThrowAnyException();
        assertThatThrownBy(() -> delete(false)).hasMessageContaining("container does not exist");
    }

    @Test
    void forceRemovesAContainerWhoseStateIsCutShort() throws IOException {
        test.running("c1");
        Files.writeString(test.root.resolve("c1/state.json"), "{\"ociVer");

        assertThatThrownBy(() -> delete(false)).hasMessageContaining("state.json");
        delete(true);

        assertThat(test.exists("c1")).isFalse();
        assertThat(test.cgroups.existing).isEmpty();
    }

    /** A process that has ended: what is left of a client that died. */
    private ProcessReference deadClient() throws IOException {
        Process process = test.sleep();
        ProcessReference reference = TestSite.reference(process);
        process.destroyForcibly().onExit().join();
        return reference;
    }

    @Test
    void whatADeadClientBeganToCreateIsRolledBackByTheNextCommand() throws IOException {
        ProcessReference init = TestSite.reference(test.sleep());
        var plan = test.cgroups.resolve(null, "c1", Map.of());
        test.cgroups.existing.add(plan.directories().v2().orElseThrow());
        test.site
                .store()
                .claim(
                        "c1",
                        new Intent(
                                Intent.Action.CREATE,
                                deadClient(),
                                plan.directories(),
                                List.of(),
                                Optional.of(init)))
                .close();

        assertThatThrownBy(() -> new ListContainers(test.site).one("c1"))
                .hasMessageContaining("container does not exist");

        assertThat(test.exists("c1")).isFalse();
        assertThat(test.cgroups.existing).isEmpty();
        assertThat(init.isAlive()).isFalse();
    }

    @Test
    void whatADeadClientBeganToDeleteIsDeletedByTheNextCommand() throws IOException {
        test.stopped("c1");
        try (LockedContainer locked = test.site.store().lock("c1", Duration.ZERO).orElseThrow()) {
            Intent delete =
                    new Intent(
                            Intent.Action.DELETE,
                            deadClient(),
                            test.cgroups.resolve(null, "c1", Map.of()).directories(),
                            List.of(),
                            Optional.empty());
            locked.intend(delete);
        }

        assertThatThrownBy(() -> kill(SIGTERM, false))
                .hasMessageContaining("container does not exist");
        assertThat(test.exists("c1")).isFalse();
    }

    /** As a command finds it that was not told of the end of either. */
    private void leave(Intent intent) {
        try (LockedContainer locked = test.site.store().lock("c1", Duration.ZERO).orElseThrow()) {
            locked.intend(intent);
        }
    }

    private StoredContainer stored() {
        return test.site.store().find("c1").state().orElseThrow();
    }

    @Test
    void limitsThatADeadClientBeganToChangeArePutBackOnce() throws IOException {
        test.running("c1");
        Map<Path, String> before = Map.of(Path.of("/fake/cgroup/c1/pids.max"), "9");
        leave(Intent.update(deadClient(), stored(), before));

        assertThat(new ListContainers(test.site).one("c1")).isNotNull();
        assertThat(new ListContainers(test.site).one("c1")).isNotNull();

        assertThat(test.cgroups.restored).containsExactly(before);
        assertThat(test.exists("c1")).isTrue();
    }

    @Test
    void containerThatADeadClientBeganToSaveGoesOnWhenCriuHasEnded() throws IOException {
        test.running("c1");
        test.cgroups.frozen = true;
        leave(Intent.checkpoint(deadClient(), stored(), new Intent.Dump(deadClient(), false)));

        assertThat(new ListContainers(test.site).one("c1")).isNotNull();

        assertThat(test.cgroups.frozen).isFalse();
    }

    @Test
    void pausedContainerThatADeadClientBeganToSaveIsPausedAgain() throws IOException {
        test.running("c1");
        leave(Intent.checkpoint(deadClient(), stored(), new Intent.Dump(deadClient(), true)));

        assertThat(new ListContainers(test.site).one("c1")).isNotNull();

        assertThat(test.cgroups.frozen).isTrue();
    }

    @Test
    void recordOfALivingClientIsLeftToIt() throws IOException {
        test.running("c1");
        test.cgroups.frozen = true;
        ProcessReference client = TestSite.reference(test.sleep());
        leave(Intent.checkpoint(client, stored(), new Intent.Dump(deadClient(), false)));

        assertThat(new ListContainers(test.site).one("c1")).isNotNull();

        assertThat(test.cgroups.frozen).isTrue();
    }

    @Test
    void recoverLeavesAloneWhatIsNotInterrupted() throws IOException {
        test.running("c1");

        new Recover(test.site).recover("c1");
        new Recover(test.site).recover("c2");

        assertThat(test.exists("c1")).isTrue();
    }

    @Test
    void deleteByForceKillsWhatAStartWaitsFor() throws Exception {
        ProcessReference init = test.running("c1");
        LockedContainer held = test.site.store().lock("c1", Duration.ZERO).orElseThrow();
        Thread start =
                Thread.ofPlatform()
                        .start(() -> {
                            init.waitForExit(SOON);
                            held.close();
                        });

        delete(true);

        start.join();
        assertThat(test.exists("c1")).isFalse();
    }
}
