package dev.carafe.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.linux.Descriptor;
import dev.carafe.linux.Fifo;
import dev.carafe.spec.ContainerState.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
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

    /** Has launch start a shell that waits at the gate, as init does. */
    private void launchesInit(String afterGate) {
        test.client.launches =
                program -> {
                    try {
                        Process shell = test.shellAtGate("c1", afterGate);
                        test.awaitGate("c1");
                        return new ScriptedLaunch(test.client, shell, new LaunchEvent.Ready());
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                };
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
        launchesInit(TestSite.EXECUTING + "exec 3>&- 4>&-; exec sleep 1000");

        assertThat(run(false).detached()).isZero();

        assertThat(new ListContainers(test.site).one("c1").status()).isEqualTo(Status.RUNNING);
        assertThat(test.client.calls).noneMatch(call -> call.startsWith("foreground"));
    }

    @Test
    void theProcessWaitsForTheCommit() {
        launchesInitThatIsReadyWhen(this::waitsAtGate);
        test.client.lostAt = "recoverWith carafe --root %s delete".formatted(test.root);

        assertThatThrownBy(() -> run(false).detached()).isInstanceOf(ClientLostException.class);

        assertThat(test.client.calls).contains("next");
        assertThat(executed()).doesNotExist();
        assertThat(test.exists("c1")).isFalse();
        assertThat(test.cgroups.existing).isEmpty();
    }

    @Test
    void aPidFileIsThereBeforeTheProcess() throws IOException {
        launchesInitThatIsReadyWhen(this::waitsAtGate);
        Path pidFile = directory.resolve("pid");
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

        assertThat(new RunContainer(test.site, request, false, true).detached()).isZero();

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
        launchesInit(TestSite.EXECUTING + "exit 0");

        assertThat(run(false).detached()).isZero();

        assertThat(test.client.calls).containsSubsequence("makeNetwork", "launch");
    }

    @Test
    void foregroundGivesTheExitCodeAndDeletesTheContainer() {
        launchesInit(TestSite.EXECUTING + "exit 7");
        test.client.endOfForeground = OptionalInt.of(7 << 8);

        assertThat(run(false).foreground(() -> {})).isEqualTo(7);
        assertThat(test.exists("c1")).isFalse();
        assertThat(test.client.calls).contains("hook /hook/poststop");
    }

    @Test
    void aKilledProcessIsAnExitCodeAbove128() {
        launchesInit(TestSite.EXECUTING + "kill -9 $$");
        test.client.endOfForeground = OptionalInt.of(9);

        assertThat(run(false).foreground(() -> {})).isEqualTo(137);
    }

    @Test
    void keepLeavesTheContainerStopped() {
        launchesInit(TestSite.EXECUTING + "exit 0");
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
        launchesInit(TestSite.EXECUTING + "exit 0");
        test.client.endOfForeground = OptionalInt.empty();

        assertThat(run(false).foreground(() -> {})).isZero();
        assertThat(test.client.calls)
                .contains("foreground PT0S, carafe --root %s finish c1".formatted(test.root));
    }

    @Test
    void aLongRunIsLeftToTheClient() {
        launchesInit(TestSite.EXECUTING + "exec 3>&- 4>&-; exec sleep 1000");
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
    void aRunWhoseStartFailsLeavesNothing() {
        // operation 0 without a pointer, errno 8, no detail
        launchesInit("printf '\\0\\0\\0\\0\\0\\0\\0\\0\\x08\\0\\0\\0\\0\\0\\0\\0' >&3; exit 1");

        assertThatThrownBy(() -> run(false).detached())
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("exec format error");
        assertThat(test.exists("c1")).isFalse();
        assertThat(test.cgroups.existing).isEmpty();
    }
}
