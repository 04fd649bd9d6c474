package dev.carafe.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.lifecycle.LaunchFailure.Kind;
import dev.carafe.plan.CloneOperation;
import dev.carafe.plan.IdentityOperation;
import dev.carafe.plan.Operation;
import dev.carafe.plan.OperationType;
import dev.carafe.plan.Phase;
import dev.carafe.plan.ProcessOperation;
import dev.carafe.plan.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FailureTextTest {
    private static Step step(Operation operation) {
        boolean late = operation instanceof CloneOperation;
        return new Step(late ? Phase.LATE : Phase.INIT, operation, "/p");
    }

    @Test
    void everyKindHasItsWords() {
        assertThat(FailureText.reason(Kind.ERRNO, 13, "openat2: /x"))
                .isEqualTo("openat2: /x: permission denied (EACCES)");
        assertThat(FailureText.reason(Kind.EXIT, 3, "sorry\n")).isEqualTo("exit status 3: sorry");
        assertThat(FailureText.reason(Kind.SIGNAL, 11, "")).isEqualTo("killed by SIGSEGV");
        assertThat(FailureText.reason(Kind.TIMEOUT, 5000, "")).isEqualTo("timed out after 5000 ms");
        assertThat(FailureText.reason(Kind.UNSAFE, 0, "/proc is no directory"))
                .isEqualTo("refused as unsafe: /proc is no directory");
        assertThat(FailureText.reason(Kind.PROGRAM, 0, "slot 9")).contains("bug in carafe: slot 9");
        assertThat(FailureText.reason(Kind.DIED, 9, "")).isEqualTo("init was killed by SIGKILL");
        assertThat(FailureText.reason(Kind.ERRNO, 9999, "")).isEqualTo("errno 9999");
    }

    @Test
    void anOperationIsNotNamedTwiceWhereTheSystemCallHasItsName() {
        assertThat(FailureText.operation(OperationType.OPEN_TREE, "open_tree: /x: reason"))
                .isEqualTo("open_tree: /x: reason");
        assertThat(FailureText.operation(OperationType.MAKE_DIRECTORY, "mkdirat: /x: reason"))
                .isEqualTo("make_directory: mkdirat: /x: reason");
    }

    @Test
    void aLimitIsCalledByItsName() {
        assertThat(FailureText.named(step(new ProcessOperation.SetRlimit(7, 1, 2))))
                .isEqualTo("RLIMIT_NOFILE: ");
        assertThat(FailureText.named(step(new CloneOperation.SetInitRlimit(0, 1, 2))))
                .isEqualTo("RLIMIT_CPU: ");
        assertThat(FailureText.named(step(new IdentityOperation.SetHostname("h")))).isEmpty();
    }

    /** The phrases from which Docker and Podman derive 126 and 127. */
    @Test
    void aProgramThatCannotBeFoundOrExecutedIsSaidInTheWordsThatEnginesMatch() {
        assertThat(ExecText.of("nope", new LaunchFailure(1, Kind.ERRNO, 2, "")))
                .contains("exec: \"nope\": executable file not found in $PATH");
        assertThat(ExecText.of("/bin/nope", new LaunchFailure(1, Kind.ERRNO, 2, "")))
                .contains("exec: \"/bin/nope\": no such file or directory");
        assertThat(ExecText.of("/etc/passwd", new LaunchFailure(1, Kind.ERRNO, 13, "")))
                .contains("exec: \"/etc/passwd\": permission denied");
    }

    @Test
    void hintsAreForWhatTheErrorNumberDoesNotTell() {
        assertThat(Hint.of(OperationType.SET_RLIMIT, Kind.ERRNO, 1))
                .isEqualTo("raising a hard limit needs CAP_SYS_RESOURCE");
        assertThat(Hint.of(OperationType.OPEN_TREE, Kind.ERRNO, 38)).contains("Linux 5.14");
        assertThat(Hint.of(OperationType.SET_HOSTNAME, Kind.ERRNO, 22)).isEmpty();
        assertThat(Hint.of(OperationType.SET_RLIMIT, Kind.EXIT, 1)).isEmpty();
    }

    @Test
    void aProgramThatIsThereAndDoesNotRunHasAHint() {
        assertThat(Hint.ofExec(new LaunchFailure(1, Kind.ERRNO, 2, ""))).contains("interpreter");
        assertThat(Hint.ofExec(new LaunchFailure(1, Kind.ERRNO, 8, ""))).contains("processor");
        assertThat(Hint.ofExec(new LaunchFailure(1, Kind.ERRNO, 12, ""))).isEmpty();
        assertThat(Hint.ofExec(new LaunchFailure(1, Kind.EXIT, 2, ""))).isEmpty();
    }

    @Test
    void anErrorIsOneLineWithWhatWentWrongAfterwards() {
        RuntimeException error = new RequestException("first\nsecond");
        error.addSuppressed(new UncheckedIOException("clean-up", new NoSuchFileException("/gone")));

        assertThat(ErrorLine.of(error))
                .isEqualTo(
                        "first; second; and then: clean-up /gone: no such file or directory"
                                + " (ENOENT)");
    }

    @Test
    void aBugIsCalledOne() {
        assertThat(ErrorLine.of(new IllegalStateException("oops")))
                .startsWith("internal error: java.lang.IllegalStateException: oops");
        assertThat(
                        ErrorLine.of(
                                new UncheckedIOException(
                                        new IOException("No space left on device"))))
                .isEqualTo("no space left on device (ENOSPC)");
    }
}
