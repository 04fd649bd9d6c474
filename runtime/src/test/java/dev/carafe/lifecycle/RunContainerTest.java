package dev.carafe.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.linux.Descriptor;
import dev.carafe.linux.Fifo;
import dev.carafe.plan.OperationType;
import dev.carafe.plan.Step;
import dev.carafe.spec.ContainerState.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RunContainerTest {
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

    /** Has launch start a process, whose container the client commits when it is asked to. */
    private void executes() {
        launchesAndCommits(new LaunchEvent.Ready());
    }

    /** As {@link #executes}; the launch comes to another end once the container is committed. */
    private void launchesAndCommits(LaunchEvent end) {
        launches(end);
        test.client.commits =
                () -> {
                    try {
                        Files.move(
                                container().resolve("state.json.new"),
                                container().resolve("state.json"));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                };
    }

    private void launches(LaunchEvent event) {
        test.client.launches =
                program -> {
                    try {
                        return new ScriptedLaunch(test.client, test.sleep(), event);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                };
    }

    private Path container() {
        return test.root.resolve("c1");
    }

    /** What the process does first. */
    private Path executed() {
        return directory.resolve("executed");
    }

    /** Has init be ready once that holds; its process leaves a file. */
    private void launchesInitThatIsReadyWhen(BooleanSupplier condition) {
        test.client.launches =
                program -> {
                    try {
                        Process shell =
                                test.shellAtGate(
                                        "c1",
                                        TestSite.EXECUTING
                                                + ": >%s; exec 3>&- 4>&-; exec sleep 1000"
                                                        .formatted(executed()));
                        test.awaitGate("c1");
                        return new ScriptedLaunch(test.client, shell, new LaunchEvent.Ready()) {
                            @Override
                            public LaunchEvent next() {
                                while (!condition.getAsBoolean()) {
                                    Thread.onSpinWait();
                                }
                                return super.next();
                            }
                        };
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                };
    }

    private boolean waitsAtGate() {
        var writer = Fifo.openForWriting(test.root.resolve("c1/gate"));
        writer.ifPresent(Descriptor::close);
        return writer.isPresent() && !Files.exists(executed());
    }

    private RunContainer run(boolean keep) {
        return new RunContainer(test.site, test.request("c1"), keep, true);
    }

    @Test
    void detachedReturnsWhileTheProcessRuns() {
        executes();

        assertThat(run(false).detached()).isZero();

        assertThat(new ListContainers(test.site).one("c1").status()).isEqualTo(Status.RUNNING);
        assertThat(test.client.calls).noneMatch(call -> call.startsWith("foreground"));
    }

    @Test
    void theClientCommitsAndLetsTheProcessGo() {
        executes();

        assertThat(run(false).detached()).isZero();

        assertThat(test.client.calls)
                .containsSubsequence(
                        "launch",
                        "commitWhenReady carafe --root %s delete --force c1".formatted(test.root),
                        "next")
                .noneMatch(call -> call.startsWith("recoverWith") && call.contains("delete"));
        assertThat(container().resolve("gate")).doesNotExist();
        assertThat(container().resolve("report")).doesNotExist();
    }

    @Test
    void aFailureBeforeTheCommitIsOneOfTheCreate() {
        LaunchFailure failure = new LaunchFailure(-1, LaunchFailure.Kind.ERRNO, 28, "rename");
        launches(new LaunchEvent.Failed(failure));
        test.client.commits = () -> {};

        assertThatThrownBy(() -> run(false).detached())
                .isInstanceOf(LaunchException.class)
                .hasMessageStartingWith("cannot launch init: rename: no space left");
        assertNothingIsLeft();
    }

    @Test
    void aClientThatIsLostBeforeTheExecIsWaitedForByNobody() {
        executes();
        test.client.lostAt = "next";

        assertThatThrownBy(() -> run(false).detached()).isInstanceOf(ClientLostException.class);

        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() {
        assertThat(test.exists("c1")).isFalse();
        assertThat(test.cgroups.existing).isEmpty();
    }

    private RunContainer withPidFile(Path pidFile) {
        CreateRequest request =
                new CreateRequest(
                        "c1",
                        test.bundle,
                        "config.json",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(pidFile),
                        0,
                        true,
                        true);
        return new RunContainer(test.site, request, false, true);
    }

    @Test
    void theProcessWaitsForTheCommit() {
        launchesInitThatIsReadyWhen(this::waitsAtGate);
        test.client.lostAt = "recoverWith carafe --root %s delete".formatted(test.root);

        assertThatThrownBy(() -> withPidFile(directory.resolve("pid")).detached())
                .isInstanceOf(ClientLostException.class);

        assertThat(test.client.calls).contains("next");
        assertThat(executed()).doesNotExist();
        assertNothingIsLeft();
    }

    @Test
    void aPidFileIsThereBeforeTheProcess() throws IOException {
        launchesInitThatIsReadyWhen(this::waitsAtGate);
        Path pidFile = directory.resolve("pid");

        assertThat(withPidFile(pidFile).detached()).isZero();

        assertThat(pidFile).exists();
        assertThat(Files.getLastModifiedTime(pidFile))
                .isLessThanOrEqualTo(Files.getLastModifiedTime(executed()));
    }

    @Test
    void aStartContainerHookRunsInACreatedContainer() throws IOException {
        Files.writeString(
                test.bundle.resolve("config.json"),
                TestSite.CONFIG.replace(
                        "\"poststop\"", "\"startContainer\": [{\"path\": \"/h\"}], \"poststop\""));
        launchesInitThatIsReadyWhen(this::waitsAtGate);

        assertThat(run(false).detached()).isZero();
        assertThat(executed()).exists();
    }

    @Test
    void theClientMayMakeANetworkNamespaceBeforeTheLaunch() throws IOException {
        Files.writeString(
                test.bundle.resolve("config.json"),
                TestSite.CONFIG.replace(
                        "{\"type\": \"pid\"}", "{\"type\": \"pid\"}, {\"type\": \"network\"}"));
        executes();

        assertThat(run(false).detached()).isZero();

        assertThat(test.client.calls).containsSubsequence("makeNetwork", "launch");
    }

    @Test
    void foregroundGivesTheExitCodeAndDeletesTheContainer() {
        executes();
        test.client.endOfForeground = OptionalInt.of(7 << 8);

        assertThat(run(false).foreground(() -> {})).isEqualTo(7);
        assertThat(test.exists("c1")).isFalse();
        assertThat(test.client.calls).contains("hook /hook/poststop");
    }

    @Test
    void aKilledProcessIsAnExitCodeAbove128() {
        executes();
        test.client.endOfForeground = OptionalInt.of(9);

        assertThat(run(false).foreground(() -> {})).isEqualTo(137);
    }

    @Test
    void keepLeavesTheContainerStopped() {
        executes();
        test.client.endOfForeground = OptionalInt.empty();

        assertThat(run(true).foreground(() -> {})).isZero();
        assertThat(test.exists("c1")).isTrue();
        assertThat(test.client.calls).contains("foreground PT0S, ");
    }

    @Test
    void aContainerWithoutHooksIsLeftToTheClientAtOnce() throws IOException {
        Files.writeString(
                test.bundle.resolve("config.json"),
                TestSite.CONFIG.replaceFirst("(?s)\"hooks\": \\{.*?\\]\\s*\\},", ""));
        executes();
        test.client.endOfForeground = OptionalInt.empty();

        assertThat(run(false).foreground(() -> {})).isZero();
        assertThat(test.client.calls)
                .contains("foreground PT0S, carafe --root %s finish c1".formatted(test.root));
    }

    @Test
    void aLongRunIsLeftToTheClient() {
        executes();
        test.client.endOfForeground = OptionalInt.empty();

        assertThat(run(false).foreground(() -> {})).isZero();
        assertThat(test.exists("c1")).isTrue();
        assertThat(test.client.calls)
                .contains("foreground PT10S, carafe --root %s finish c1".formatted(test.root));
    }

    @Test
    void finishDeletesAndMapsTheStatus() throws IOException {
        test.stopped("c1");

        assertThat(RunContainer.finish(test.site, "c1", 3 << 8)).isEqualTo(3);
        assertThat(test.exists("c1")).isFalse();
        assertThat(RunContainer.finish(test.site, "c1", 15)).isEqualTo(143);
    }

    @Test
    void aTerminalInTheForegroundNeedsOneAtTheCaller() throws IOException {
        Files.writeString(
                test.bundle.resolve("config.json"),
                TestSite.CONFIG.replace("\"args\"", "\"terminal\": true, \"args\""));

        assertThatThrownBy(() -> run(false).foreground(() -> {}))
                .isInstanceOf(RequestException.class)
                .hasMessageStartingWith("config.json line 3: /process/terminal: ")
                .hasMessageContaining("none of standard input, output and error is a terminal");
        assertThat(test.exists("c1")).isFalse();
    }

    @Test
    void aRunWhoseProcessCannotBeExecutedLeavesNothing() {
        LaunchFailure failure = new LaunchFailure(0, LaunchFailure.Kind.ERRNO, 8, "");
        launchesAndCommits(new LaunchEvent.Failed(failure));

        assertThatThrownBy(() -> run(false).detached())
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("cannot start \"c1\": exec format error");
        assertNothingIsLeft();
        assertThat(test.client.calls).contains("hook /hook/poststop");
    }

    @Test
    void aFilterThatIsNotLoadedIsNamedWithItsPlace() throws IOException {
        Files.writeString(
                test.bundle.resolve("config.json"),
                TestSite.CONFIG.replace(
                        "\"linux\": {",
                        "\"linux\": {\n\"seccomp\": {\"defaultAction\": \"SCMP_ACT_ERRNO\"},"));
        List<Step> steps =
                Blueprint.draw(test.site, test.request("c1"), false, true).program().steps();
        int index =
                IntStream.range(0, steps.size())
                        .filter(i -> steps.get(i).operation().type() == OperationType.LOAD_SECCOMP)
                        .findFirst()
                        .orElseThrow();
        LaunchFailure failure = new LaunchFailure(index, LaunchFailure.Kind.ERRNO, 22, "seccomp");
        launchesAndCommits(new LaunchEvent.Failed(failure));

        assertThatThrownBy(() -> run(false).detached())
                .isInstanceOf(LaunchException.class)
                .hasMessageStartingWith("config.json line 12: /linux/seccomp: cannot start");
    }
}
