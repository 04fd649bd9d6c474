package dev.carafe.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.linux.ProcessReference;
import dev.carafe.spec.ContainerState.Status;
import dev.carafe.spec.Hook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StartContainerTest {
    private static final Hook POSTSTART = new Hook("/hook/poststart", List.of(), List.of(), 5);

    private static final String EXECUTED = TestSite.EXECUTING + "exec 3>&- 4>&-; exec sleep 1000";

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

    private void start() {
        new StartContainer(test.site).start("c1");
    }

    private Status status() {
        return new ListContainers(test.site).one("c1").status();
    }

    @Test
    void aCreatedContainerIsRunningAfterwards() throws IOException {
        test.created("c1", EXECUTED, POSTSTART);
        assertThat(status()).isEqualTo(Status.CREATED);

        start();

        assertThat(status()).isEqualTo(Status.RUNNING);
        assertThat(test.client.calls).contains("recoverWith ", "hook /hook/poststart");
        assertThat(test.client.hookStates.getFirst()).contains("\"status\":\"running\"");
        assertThat(directory.resolve("containers/c1/gate")).doesNotExist();
        assertThat(directory.resolve("containers/c1/report")).doesNotExist();
    }

    /** The report of an operation that failed: index, kind, number, length and text. */
    private static String report(int operation, int kind, int number, String detail) {
        return "printf '\\x%02x\\0\\0\\0\\x%02x\\0\\0\\0\\x%02x\\0\\0\\0\\x%02x\\0\\0\\0%s' >&3; exit 1"
                .formatted(operation, kind, number, detail.length(), detail);
    }

    @Test
    void aProcessThatCannotBeExecutedLeavesAStoppedContainer() throws IOException {
        test.created("c1", report(7, 0, 8, "execve"));

        assertThatThrownBy(this::start)
                .isInstanceOf(LaunchException.class)
                .hasMessage(
                        "config.json line 3: /process/args: cannot start \"c1\": execve: exec"
                                + " format error (ENOEXEC); it is for another processor, or a script"
                                + " without a #! line");
        assertThat(test.exists("c1")).isTrue();
    }

    @Test
    void anInitThatDiesBeforeTheExecIsAnError() throws IOException {
        test.created("c1", "exit 1");

        assertThatThrownBy(this::start)
                .isInstanceOf(LaunchException.class)
                .hasMessage("cannot start \"c1\": init died before it executed the process");
    }

    @Test
    void aFailureAfterTheMarkIsTheFailure() throws IOException {
        test.created("c1", TestSite.EXECUTING + report(7, 0, 8, "execve"));

        assertThatThrownBy(this::start).hasMessageContaining("exec format error (ENOEXEC)");
    }

    @Test
    void aBundleThatIsGoneCostsAnErrorItsLineOnly() throws IOException {
        test.created("c1", report(7, 0, 8, "execve"));
        Files.delete(test.bundle.resolve("config.json"));

        assertThatThrownBy(this::start)
                .hasMessageStartingWith("config.json /process/args: cannot start \"c1\": execve");
    }

    @Test
    void aFailedStartContainerHookDeletesTheContainer() throws IOException {
        test.created("c1", report(6, 1, 3, "nope"));

        assertThatThrownBy(this::start)
                .isInstanceOf(HookException.class)
                .hasMessage(
                        "config.json line 5: /hooks/startContainer/0: error running startContainer"
                                + " hook #0: exit status 3: nope");
        assertThat(test.exists("c1")).isFalse();
        assertThat(test.cgroups.existing).isEmpty();
        assertThat(test.client.calls).contains("hook /hook/poststop");
    }

    @Test
    void aFailedPoststartHookDeletesTheContainer() throws IOException {
        ProcessReference init = test.created("c1", EXECUTED, POSTSTART);
        test.client.hooks =
                path ->
                        new HookOutcome(
                                path.endsWith("poststart")
                                        ? LaunchFailure.Kind.TIMEOUT
                                        : LaunchFailure.Kind.EXIT,
                                path.endsWith("poststart") ? 5000 : 0,
                                "");

        assertThatThrownBy(this::start)
                .isInstanceOf(HookException.class)
                .hasMessageContaining("error running poststart hook #0")
                .hasMessageContaining("timed out after 5000 ms");
        assertThat(init.isAlive()).isFalse();
        assertThat(test.exists("c1")).isFalse();
    }

    @Test
    void onlyACreatedContainerCanBeStarted() throws IOException {
        assertThatThrownBy(this::start).hasMessageContaining("container does not exist");

        test.running("c1");
        assertThatThrownBy(this::start)
                .hasMessageContaining("cannot start an already running container");

        test.stopped("c2");
        assertThatThrownBy(() -> new StartContainer(test.site).start("c2"))
                .hasMessageContaining("cannot start a container that has stopped");
    }

    @Test
    void aLostClientEndsTheWaitForHooksThatTakeLong() throws IOException {
        ProcessReference init = test.created("c1", "exec sleep 1000");
        test.client.lostAt = "requirePresent";

        assertThatThrownBy(this::start).isInstanceOf(ClientLostException.class);

        assertThat(init.isAlive()).isTrue();
        test.site.store().lock("c1", Duration.ZERO).orElseThrow().close();
    }
}
