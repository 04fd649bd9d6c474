package dev.carafe.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PollKernelTest {
    private static String tell(Process shell, BufferedReader answers, String command)
            throws IOException {
        Writer commands = shell.outputWriter();
        commands.write(command + "; echo done $?\n");
        commands.flush();
        return answers.readLine();
    }

    @Test
    void mountinfoTellsOfEachChangeOnce(@TempDir Path directory) throws Exception {
        assumeTrue(
                new HostFactsProbe().probe((int) ProcessHandle.current().pid()).uid() == 0,
                "a tmpfs is only mounted as root");
        // In a mount namespace of its own, where nobody else mounts anything meanwhile.
        Process shell = new ProcessBuilder("unshare", "--mount", "sh").start();
        BufferedReader answers = shell.inputReader();
        try {
            assertThat(tell(shell, answers, ":")).isEqualTo("done 0");
            Path file = Path.of("/proc", Long.toString(shell.pid()), "mountinfo");
            try (Descriptor mounts = Descriptor.open(file, OpenFlags.READ_ONLY, 0)) {
                assertThat(Poll.hasChanged(mounts)).isFalse();
                assertThat(tell(shell, answers, "mount -t tmpfs x " + directory))
                        .isEqualTo("done 0");
                assertThat(Poll.hasChanged(mounts)).isTrue();
                assertThat(Poll.hasChanged(mounts)).isFalse();
                assertThat(tell(shell, answers, "umount " + directory)).isEqualTo("done 0");
                assertThat(Poll.hasChanged(mounts)).isTrue();
                assertThat(Poll.hasChanged(mounts)).isFalse();
            }
        } finally {
            shell.destroyForcibly().waitFor();
        }
    }
}
