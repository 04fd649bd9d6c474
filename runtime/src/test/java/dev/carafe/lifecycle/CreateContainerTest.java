package dev.carafe.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.cgroup.CgroupException;
import dev.carafe.linux.Fifo;
import dev.carafe.plan.WaitOperation;
import dev.carafe.state.LockedContainer;
import dev.carafe.state.StoredContainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CreateContainerTest {
    private static final LaunchEvent STAGE = new LaunchEvent.Stage(1);
    private static final LaunchEvent UNPLACED = new LaunchEvent.Stage(WaitOperation.Sync.UNPLACED);
    private static final LaunchEvent READY = new LaunchEvent.Ready();

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

    private void create() {
        create(test.request("c1"));
    }

    private void create(CreateRequest request) {
        try (LockedContainer locked = new CreateContainer(test.site, request, false).create()) {
            assertThat(locked.directory().state()).isPresent();
        }
    }

    private void assertNothingIsLeft() {
        assertThat(test.exists("c1")).isFalse();
        assertThat(test.cgroups.existing).isEmpty();
    }

    @Test
    void aCreatedContainerIsStoredWithWhatLaterCommandsNeed() throws IOException {
        Process init = test.sleep();
        test.launches(init, STAGE, READY);

        create();

        StoredContainer stored = test.site.store().find("c1").state().orElseThrow();
        assertThat(stored.init()).isEqualTo(TestSite.reference(init));
        assertThat(stored.bundle()).isEqualTo(test.bundle.toRealPath().toString());
        assertThat(stored.annotations()).containsEntry("a", "b");
        assertThat(stored.poststop()).hasSize(1);
        assertThat(stored.namespacePaths())
                .containsEntry("pid", "/proc/%d/ns/pid".formatted(init.pid()));
        assertThat(init.isAlive()).isTrue();
    }

    @Test
    void hooksRunWhileInitWaitsAndSeeAContainerBeingCreated() throws IOException {
        Process init = test.sleep();
        test.launches(init, STAGE, READY);

        create();

        assertThat(test.client.calls)
                .containsSubsequence(
                        "launch",
                        "next",
                        "hook /hook/prestart",
                        "hook /hook/createRuntime",
                        "proceed",
                        "next");
        assertThat(test.client.hookStates.getFirst())
                .contains("\"status\":\"creating\"")
                .contains("\"pid\":" + init.pid());
    }

    @Test
    void systemdIsGivenAnInitThatHasDoneNothingYet() throws IOException {
        Process init = test.sleep();
        test.cgroups.bySystemd = true;
        test.launches(init, UNPLACED, STAGE, READY);

        create();

        assertThat(test.cgroups.placed).containsExactly((int) init.pid());
        assertThat(test.client.calls)
                .containsSubsequence("launch", "next", "proceed", "next", "hook /hook/prestart");
        assertThat(test.site.store().find("c1").state().orElseThrow().cgroups().unit())
                .contains("c1");
    }

    @Test
    void aUnitThatCannotBeMadeTakesInitBack() throws IOException {
        Process init = test.sleep();
        test.cgroups.bySystemd = true;
        test.cgroups.failure = new CgroupException("/linux/cgroupsPath", "no such slice");
        test.launches(init, UNPLACED, STAGE, READY);

        assertThatThrownBy(this::create).hasMessageContaining("no such slice");
        assertThat(init.isAlive()).isFalse();
        assertNothingIsLeft();
    }

    @Test
    void aUnitOfSomebodyElseIsFoundBeforeThereIsAnInit() throws IOException {
        test.cgroups.bySystemd = true;
        test.cgroups.inUse = true;
        test.launches(test.sleep(), READY);

        assertThatThrownBy(this::create).hasMessageContaining("is somebody else's");
        assertThat(test.client.calls).doesNotContain("launch");
        assertThat(test.exists("c1")).isFalse();
    }

    @Test
    void supervisorOfSystemCallsIsToldOfTheContainer() throws IOException {
        Files.writeString(
                test.bundle.resolve("config.json"),
                TestSite.CONFIG.replace(
                        "\"linux\": {",
                        """
                        "linux": {
                          "seccomp": {"defaultAction": "SCMP_ACT_ALLOW", "listenerPath": "/run/a",
                            "listenerMetadata": "of the test",
                            "syscalls": [{"names": ["mkdir"], "action": "SCMP_ACT_NOTIFY"}]},
                        """));
        Process init = test.sleep();
        test.launches(init, STAGE, new LaunchEvent.Stage(3), READY);

        create();

        assertThat(test.client.proceedStates).hasSize(2);
        assertThat(test.client.proceedStates.getFirst()).startsWith("{\"ociVersion\"");
        assertThat(test.client.proceedStates.getLast())
                .startsWith(
                        "{\"ociVersion\":\"1.3.0\",\"fds\":[\"seccompFd\"],\"pid\":%d,\"metadata\":\"of the test\",\"state\":{"
                                .formatted(init.pid()))
                .contains("\"status\":\"creating\",\"pid\":" + init.pid())
                .endsWith("\"annotations\":{\"a\":\"b\"}}}");
    }

    @Test
    void theClientKnowsHowToRecoverBeforeAnythingIsDone() throws IOException {
        test.launches(test.sleep(), READY);

        create();

        assertThat(test.client.calls.getFirst())
                .isEqualTo("recoverWith carafe --root %s recover c1".formatted(test.root));
    }

    @Test
    void thePidFileHoldsThePidAlone() throws IOException {
        Process init = test.sleep();
        test.launches(init, READY);
        Path pidFile = directory.resolve("pid");

        create(withPidFile(pidFile));

        assertThat(pidFile).hasContent(Long.toString(init.pid()));
        assertThat(directory.resolve(".pid")).doesNotExist();
    }

    @Test
    void aPidFileThatCannotBeWrittenTakesTheContainerBack() throws IOException {
        Process init = test.sleep();
        test.launches(init, READY);

        assertThatThrownBy(() -> create(withPidFile(directory.resolve("absent/pid"))))
                .satisfies(e ->
                        assertThat(ErrorLine.of(e))
                                .contains("--pid-file")
                                .contains("no such file or directory"));
        assertNothingIsLeft();
        assertThat(init.isAlive()).isFalse();
    }

    private CreateRequest withPidFile(Path file) {
        return new CreateRequest(
                "c1",
                test.bundle,
                "config.json",
                Optional.empty(),
                Optional.empty(),
                Optional.of(file),
                0,
                true,
                true);
    }

    @Test
    void anInvalidConfigIsRefusedBeforeAnySideEffect() throws IOException {
        Files.writeString(test.bundle.resolve("config.json"), "{\"ociVersion\": \"1.3.0\"}");

        assertThatThrownBy(this::create).isInstanceOf(BundleException.class);
        assertThat(test.client.calls).isEmpty();
        assertThat(test.root).doesNotExist();
    }

    @Test
    void aMissingBundleIsNamed() {
        CreateRequest request =
                new CreateRequest(
                        "c1",
                        Path.of("/nope"),
                        "config.json",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        true,
                        true);

        assertThatThrownBy(() -> create(request))
                .hasMessage("bundle /nope: no such file or directory (ENOENT)");
    }

    @Test
    void anIdThatIsTakenIsRefusedAndLeftAlone() throws IOException {
        test.running("c1");

        assertThatThrownBy(this::create)
                .isInstanceOf(StateException.class)
                .hasMessageContaining("container with given ID already exists");
        assertThat(test.site.store().find("c1").state()).isPresent();
    }

    @Test
    void aFailingCgroupLeavesNothing() {
        test.cgroups.failure = new CgroupException("/linux/resources/memory/limit", "no such luck");

        assertThatThrownBy(this::create)
                .satisfies(e ->
                        assertThat(ErrorLine.of(e))
                                .isEqualTo(
                                        "config.json line 12: /linux/resources/memory/limit: no such luck"));
        assertNothingIsLeft();
        assertThat(test.client.calls).doesNotContain("launch");
    }

    @Test
    void aLaunchThatFailsBeforeInitLeavesNothing() {
        test.client.launches =
                program -> {
                    throw new LaunchFailedException(
                            new LaunchFailure(-1, LaunchFailure.Kind.ERRNO, 12, "clone3"));
                };

        assertThatThrownBy(this::create)
                .hasMessage("cannot launch init: clone3: cannot allocate memory (ENOMEM)");
        assertNothingIsLeft();
    }

    @Test
    void aFailingHookStopsInitAndRunsThePoststopHooks() throws IOException {
        Process init = test.sleep();
        test.launches(init, STAGE, READY);
        test.client.hooks =
                path ->
                        new HookOutcome(
                                LaunchFailure.Kind.EXIT,
                                path.endsWith("createRuntime") ? 7 : 0,
                                "out of cheese\n");

        assertThatThrownBy(this::create)
                .isInstanceOf(HookException.class)
                .hasMessage(
                        "config.json line 7: /hooks/createRuntime/0: error running createRuntime hook #0:"
                                + " /hook/createRuntime: exit status 7: out of cheese");
        assertNothingIsLeft();
        assertThat(init.isAlive()).isFalse();
        assertThat(test.client.calls)
                .containsSubsequence("hook /hook/createRuntime", "kill", "hook /hook/poststop")
                .doesNotContain("proceed");
        assertThat(test.client.hookStates.getLast()).contains("\"status\":\"stopped\"");
    }

    @Test
    void aFailedOperationPointsIntoTheConfig() throws IOException {
        Process init = test.sleep();
        test.launches(
                init,
                new LaunchEvent.Failed(
                        new LaunchFailure(9999, LaunchFailure.Kind.ERRNO, 1, "mount: proc")));

        assertThatThrownBy(this::create)
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("mount: proc: operation not permitted (EPERM)");
        assertNothingIsLeft();
    }

    @Test
    void anInitThatIsKilledUnderAMemoryLimitNamesTheLimit() throws IOException {
        test.launches(test.sleep(), new LaunchEvent.Exited(9));

        assertThatThrownBy(this::create)
                .hasMessageContaining("/linux/resources/memory/limit")
                .hasMessageContaining("killed by SIGKILL")
                .hasMessageContaining("1048576 bytes is too small");
        assertNothingIsLeft();
    }

    @Test
    void aLostClientIsRolledBackAtEachStep() throws IOException {
        for (String step : new String[] {"next", "hook", "proceed", "recoverWith carafe --root"}) {
            Process init = test.sleep();
            test.launches(init, STAGE, READY);
            test.client.lostAt = step;
            test.client.calls.clear();

            assertThatThrownBy(this::create).isInstanceOf(ClientLostException.class);

            assertNothingIsLeft();
            if (test.client.calls.contains("launch")) {
                assertThat(init.isAlive()).isFalse();
            }
        }
    }

    @Test
    void aLostClientThatCannotKillInitIsNotNeededForIt() throws IOException {
        Process init = test.sleep();
        test.launches(init, STAGE, new LaunchEvent.Exited(256));
        test.client.lostAt = "kill";

        assertThatThrownBy(this::create).isInstanceOf(LaunchException.class);

        assertNothingIsLeft();
        assertThat(init.onExit().join().isAlive()).isFalse();
    }

    @Test
    void whatTheHostDoesNotHaveIsToldWithItsLine() throws IOException {
        Files.writeString(
                test.bundle.resolve("config.json"),
                TestSite.CONFIG.replace("\"namespaces\"", "\"intelRdt\": {},\n\"namespaces\""));

        assertThatThrownBy(this::create)
                .hasMessageStartingWith(
                        "config.json line 13: /linux/intelRdt: needs a mounted resctrl");
    }

    @Test
    void aTerminalNeedsASocketUnlessTheClientStays() throws IOException {
        Files.writeString(
                test.bundle.resolve("config.json"),
                TestSite.CONFIG.replace("\"args\"", "\"terminal\": true, \"args\""));

        assertThatThrownBy(this::create)
                .isInstanceOf(RequestException.class)
                .hasMessageStartingWith(
                        "config.json line 3: /process/terminal: cannot allocate tty");
    }

    @Test
    void configJsonMustBeARegularFile() throws IOException {
        Path config = test.bundle.resolve("config.json");
        Files.delete(config);
        Fifo.make(config, 0600);

        assertThatThrownBy(this::create)
                .isInstanceOf(RequestException.class)
                .hasMessage(config.toRealPath() + ": not a regular file");
    }

    @Test
    void anErrorOfTheMachineIsRolledBackToo() throws IOException {
        Process init = test.sleep();
        test.client.launches =
                program ->
                        new ScriptedLaunch(test.client, init) {
                            @Override
                            public LaunchEvent next() {
                                throw new StackOverflowError("of the test");
                            }
                        };

        assertThatThrownBy(this::create).isInstanceOf(StackOverflowError.class);

        assertNothingIsLeft();
        assertThat(init.isAlive()).isFalse();
    }
}
