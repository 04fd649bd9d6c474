package dev.carafe.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.linux.Errno;
import dev.carafe.plan.OperationType;
import dev.carafe.plan.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecContainerTest {
    @TempDir Path directory;
    private TestSite test;

    @BeforeEach
    void open() throws IOException {
        test = new TestSite(directory);
        test.running("c1");
    }

    @AfterEach
    void close() {
        test.close();
    }

    private ExecRequest request(boolean detach, List<String> subCgroups) {
        return new ExecRequest(
                "c1",
                Optional.empty(),
                new ProcessFlags(
                        List.of("true"),
                        false,
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of()),
                detach,
                Optional.empty(),
                Optional.empty(),
                Optional.of(directory.resolve("pid")),
                0,
                subCgroups,
                false);
    }

    private int exec(boolean detach) {
        return new ExecContainer(test.site).exec(request(detach, List.of()), () -> {});
    }

    @Test
    void pidFileCommitsADetachedExec() throws IOException {
        Process process = test.sleep();
        test.launches(process, new LaunchEvent.Ready());
        assertThat(exec(true)).isZero();
        assertThat(directory.resolve("pid")).hasContent(Long.toString(process.pid()));
        assertThat(test.client.calls).containsExactly("recoverWith ", "launch", "next");
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void foregroundNeedsNoEngineToWait() throws IOException {
        test.launches(test.sleep(), new LaunchEvent.Ready());
        test.client.endOfForeground = OptionalInt.of(7 << 8);
        assertThat(exec(false)).isEqualTo(7);
        assertThat(test.client.calls).endsWith("foreground PT0S, ");
    }

    /** A trace is written by then: the client may outlive the engine. */
    @Test
    void callerIsToldThatTheProcessRunsBeforeItIsWaitedFor() throws IOException {
        test.launches(test.sleep(), new LaunchEvent.Ready());
        test.client.endOfForeground = OptionalInt.of(0);
        List<String> before = new ArrayList<>();
        int code =
                new ExecContainer(test.site)
                        .exec(request(false, List.of()), () -> before.addAll(test.client.calls));
        assertThat(code).isZero();
        assertThat(before).contains("next").doesNotContain("foreground PT0S, ");
    }

    @Test
    void processIsKilledWhenTheClientIsLostBeforeTheCommit() throws IOException {
        Process process = test.sleep();
        test.launches(process, new LaunchEvent.Ready());
        test.client.lostAt = "requirePresent";
        assertThatThrownBy(() -> exec(true)).isInstanceOf(ClientLostException.class);
        assertThat(process.onExit().join().isAlive()).isFalse();
        assertThat(directory.resolve("pid")).doesNotExist();
    }

    @Test
    void processIsKilledWhenThePidFileCannotBeWritten() throws IOException {
        Process process = test.sleep();
        test.launches(process, new LaunchEvent.Ready());
        Files.createDirectories(directory.resolve("pid/full"));
        assertThatThrownBy(() -> exec(true)).hasMessageContaining("--pid-file");
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void stoppedContainerIsToldInRuncsWords() throws IOException {
        test.stopped("c2");
        ExecRequest asked = request(true, List.of());
        ExecRequest other =
                new ExecRequest(
                        "c2",
                        asked.processFile(),
                        asked.flags(),
                        true,
                        asked.consoleSocket(),
                        asked.pidfdSocket(),
                        asked.pidFile(),
                        0,
                        List.of(),
                        false);
        assertThatThrownBy(() -> new ExecContainer(test.site).exec(other, () -> {}))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("cannot exec in a stopped container")
                .hasMessageContaining("container not running");
    }

    /** What each launch was asked to do; the first ones fail with the failure. */
    private List<byte[]> launchesAfter(int failures, LaunchFailure failure) throws IOException {
        List<byte[]> programs = new ArrayList<>();
        Process process = test.sleep();
        test.client.launches =
                program -> {
                    programs.add(program);
                    if (programs.size() <= failures) {
                        throw new LaunchFailedException(failure);
                    }
                    return new ScriptedLaunch(test.client, process, new LaunchEvent.Ready());
                };
        return programs;
    }

    private LaunchFailure ofClone(Errno errno) {
        Program program =
                ExecPlan.draw(
                                test.site,
                                ContainerRecord.find(test.site, "c1"),
                                request(true, List.of()))
                        .program();
        int index = 0;
        while (program.steps().get(index).operation().type() != OperationType.CLONE_INIT) {
            index++;
        }
        return new LaunchFailure(index, LaunchFailure.Kind.ERRNO, errno.number(), "clone3");
    }

    @Test
    void groupThatIsNoLongerToBeEnteredIsLeftForInits() throws IOException {
        List<byte[]> programs = launchesAfter(1, ofClone(Errno.EBUSY));
        exec(true);
        assertThat(programs).hasSize(2);
        assertThat(programs.get(1)).isNotEqualTo(programs.get(0));
    }

    @Test
    void groupThatTheCallerHasNamedIsNotLeft() throws IOException {
        List<byte[]> programs = launchesAfter(1, ofClone(Errno.EBUSY));
        assertThatThrownBy(() ->
                        new ExecContainer(test.site)
                                .exec(request(true, List.of("inner")), () -> {}))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("--cgroup");
        assertThat(programs).hasSize(1);
    }

    @Test
    void otherFailuresAreNotTriedAgain() throws IOException {
        List<byte[]> programs = launchesAfter(1, ofClone(Errno.EAGAIN));
        assertThatThrownBy(() -> exec(true)).isInstanceOf(LaunchException.class);
        assertThat(programs).hasSize(1);
    }

    @Test
    void bundleThatHasChangedIsNotWhatTheContainerWasMadeFrom() throws IOException {
        Files.writeString(test.bundle.resolve("config.json"), "{}");
        assertThatThrownBy(() -> exec(true))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("not what the container was made from");
    }
}
