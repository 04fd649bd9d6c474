package dev.carafe.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcFileTest {
    @TempDir Path directory;

    @Test
    void isReadWhole() {
        String status =
                new String(
                        ProcFile.read(Path.of("/proc/self/status")), StandardCharsets.ISO_8859_1);

        assertThat(status).startsWith("Name:").contains("\nUid:").endsWith("\n");
    }

    @Test
    void isReadWholeWhenItIsLargerThanMost() throws IOException {
        for (int size : new int[] {0, 4095, 4096, 4097, 8192, 100_000}) {
            byte[] content =
                    "0123456789"
                            .repeat(10_000)
                            .substring(0, size)
                            .getBytes(StandardCharsets.US_ASCII);
            Path file = Files.write(directory.resolve("file"), content);

            assertThat(ProcFile.read(file)).isEqualTo(content);
        }
    }

    @Test
    void ofAProcessThatIsGoneIsAnError() {
        assertThatThrownBy(() -> ProcFile.read(Path.of("/proc/0/stat")))
                .isInstanceOf(KernelException.class)
                .hasMessage("open /proc/0/stat: no such file or directory (ENOENT)");
    }
}
