package dev.carafe.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProcessReferenceTest {
    private Process child;

    @BeforeEach
    void startChild() throws Exception {
        child = new ProcessBuilder("sleep", "100").start();
    }

    @AfterEach
    void stopChild() throws Exception {
        child.destroyForcibly().waitFor();
    }

    private ProcessReference reference() {
        return ProcessReference.of((int) child.pid()).orElseThrow();
    }

    @Test
    void signalReachesTheProcess() throws Exception {
        ProcessReference process = reference();
        assertThat(process.isAlive()).isTrue();
        assertThat(process.waitForExit(Duration.ofMillis(20))).isFalse();
        process.signal(Signals.SIGTERM);
        assertThat(process.waitForExit(Duration.ofSeconds(10))).isTrue();
        assertThat(child.waitFor()).isEqualTo(128 + Signals.SIGTERM);
        assertThat(process.isAlive()).isFalse();
        assertThat(process.waitForExit(Duration.ZERO)).isTrue();
    }

    @Test
    void killedProcessHasEndedAndIsGoneOnceReaped() throws Exception {
        ProcessReference process = reference();
        assertThat(process.isGone()).isFalse();
        assertThat(process.killAndWait(Duration.ofSeconds(10))).isTrue();
        assertThat(child.waitFor()).isEqualTo(128 + Signals.SIGKILL);
        assertThat(process.isGone()).isTrue();
        assertThat(process.killAndWait(Duration.ZERO)).isTrue();
    }

    @Test
    void laterProcessIsNotKilledForTheEarlierOne() {
        ProcessReference earlier =
                new ProcessReference(reference().pid(), reference().startTimeTicks() - 1);
        assertThat(earlier.killAndWait(Duration.ZERO)).isTrue();
        assertThat(child.isAlive()).isTrue();
    }

    @Test
    void laterProcessWithTheSamePidIsLeftAlone() {
        ProcessReference earlier =
                new ProcessReference(reference().pid(), reference().startTimeTicks() - 1);
        assertThat(earlier.isAlive()).isFalse();
        assertThatExceptionOfType(KernelException.class)
                .isThrownBy(() -> earlier.signal(Signals.SIGKILL))
                .matches(e -> e.errno() == Errno.ESRCH)
                .withMessage("pidfd_open process %d: no such process (ESRCH)", earlier.pid());
        assertThat(child.isAlive()).isTrue();
    }

    /** As the kernel sees it, a process that is being reaped is the same: a pid, but no process. */
    @Test
    void numberOfAThreadIsThatOfNoProcess() throws Exception {
        Path thread = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName();
        ProcessReference reference =
                ProcessReference.of(Integer.parseInt(thread.toString())).orElseThrow();
        assertThat((long) reference.pid()).isNotEqualTo(ProcessHandle.current().pid());
        assertThatExceptionOfType(KernelException.class)
                .isThrownBy(() -> reference.signal(0))
                .matches(e -> e.errno() == Errno.ESRCH);
        assertThat(reference.waitForExit(Duration.ZERO)).isTrue();
    }

    @Test
    void pidWithoutAProcessHasNoReference() {
        assertThat(ProcessReference.of(0x3fffff)).isEmpty();
    }

    @Test
    void zombieIsDead() {
        ProcessStat zombie =
                ProcessStat.parse(
                        "7 (a) b (c)) Z 1 7 7 0 -1 4 0 0 0 0 0 0 0 0 20 0 1 0 9876 0 0\n");
        assertThat(zombie.isDead()).isTrue();
        assertThat(zombie.startTimeTicks()).isEqualTo(9876);
    }
}
