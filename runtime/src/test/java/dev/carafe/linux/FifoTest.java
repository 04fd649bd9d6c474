package dev.carafe.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FifoTest {
    @TempDir Path directory;
    private Path path;

    @BeforeEach
    void makeFifo() {
        path = directory.resolve("fifo ü");
        Fifo.make(path, 0600);
    }

    @Test
    void writingEndExistsOnlyWithAReader() {
        assertThat(Fifo.openForWriting(path)).isEmpty();
        try (Descriptor _ = Fifo.openForReading(path);
                Descriptor writer = Fifo.openForWriting(path).orElseThrow()) {
            writer.write("x".getBytes(UTF_8));
        }
    }

    @Test
    void readerSeesWhatWasWrittenAndThenTheEnd() {
        try (Descriptor reader = Fifo.openForReading(path)) {
            Descriptor writer = Fifo.openForWriting(path).orElseThrow();
            assertThat(Poll.readable(List.of(reader), Duration.ofMillis(10)).isEmpty()).isTrue();
            assertThatExceptionOfType(KernelException.class)
                    .isThrownBy(reader::read)
                    .matches(e -> e.errno() == Errno.EAGAIN);
            byte[] message = "gate".getBytes(UTF_8);
            writer.write(message);
            assertThat(Poll.readable(List.of(reader), Duration.ofSeconds(5)).get(0)).isTrue();
            assertThat(reader.read()).isEqualTo(message);
            writer.close();
            writer.close();
            assertThat(reader.read()).isEmpty();
        }
    }

    @Test
    void secondFifoAtThePathIsRefused() {
        assertThatExceptionOfType(KernelException.class)
                .isThrownBy(() -> Fifo.make(path, 0600))
                .withMessage("mkfifo " + path + ": file exists (EEXIST)");
    }

    @Test
    void closedDescriptorIsNotUsed() {
        Descriptor reader = Fifo.openForReading(path);
        reader.close();
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(reader::read);
    }

    @Test
    void fifoIsAFifo() throws IOException {
        assertThat(Files.getAttribute(path, "unix:mode")).isEqualTo(0010600);
    }
}
