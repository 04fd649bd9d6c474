package dev.carafe.lifecycle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The file of {@code --pid-file}: it is there with the whole number in it, or not there. */
final class PidFile {
    private PidFile() {}

    /**
     * Writes the number, without a line feed as runc does.
     *
     * @throws UncheckedIOException when the file cannot be written; nothing is left then
     */
    static void write(Path file, int pid) {
        Path directory = file.toAbsolutePath().getParent();
        Path name = file.getFileName();
        if (directory == null || name == null) {
            throw new RequestException("--pid-file %s: is a directory".formatted(file));
        }
        Path temporary = directory.resolve("." + name);
        try {
            Files.deleteIfExists(temporary);
            Files.write(
                    temporary,
                    Integer.toString(pid).getBytes(StandardCharsets.US_ASCII),
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException leftOver) {
                e.addSuppressed(leftOver);
            }
            throw new UncheckedIOException("--pid-file", e);
        }
    }
}
