package dev.carafe.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErrnoTest {
    @TempDir Path directory;

    @Test
    void exceptionsOfTheJdkAreTranslatedBack() {
        assertThat(Errno.of(new IOException("No space left on device"))).contains(Errno.ENOSPC);
        assertThat(Errno.of(new IOException("Device or resource busy"))).contains(Errno.EBUSY);
        assertThat(Errno.of(new IOException("something else"))).isEmpty();
        try {
            Files.createDirectory(directory.resolve("missing/x"));
        } catch (IOException e) {
            assertThat(Errno.of(e)).contains(Errno.ENOENT);
        }
    }

    @Test
    void numbersAreUnique() {
        assertThat(Errno.values()).extracting(Errno::number).doesNotHaveDuplicates();
    }

    @Test
    void threadsDoNotSeeEachOthersErrors() throws Exception {
        Path missing = directory.resolve("missing");
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<Errno> outcome :
                    threads.invokeAll(
                            IntStream.range(0, 2000)
                                    .<java.util.concurrent.Callable<Errno>>mapToObj(
                                            i -> () -> open(i % 2 == 0 ? missing : directory))
                                    .toList())) {
                assertThat(outcome.get()).isIn(Errno.ENOENT, Errno.EISDIR);
            }
        }
    }

    /** Fails with another errno for each path, and checks that it is the one that belongs to it. */
    private Errno open(Path path) {
        try (Descriptor _ = Descriptor.open(path, OpenFlags.WRITE_ONLY, 0)) {
            throw new AssertionError("opened " + path);
        } catch (KernelException e) {
            assertThat(e.errno()).isEqualTo(path.equals(directory) ? Errno.EISDIR : Errno.ENOENT);
            return e.errno();
        }
    }
}
