package dev.carafe.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The fields of {@code /proc/PID/stat} that tell processes apart; proc_pid_stat(5).
 *
 * @param state one letter: {@code R}, {@code S}, {@code T}, {@code Z} ...
 * @param startTimeTicks clock ticks since boot
 */
record ProcessStat(char state, long startTimeTicks) {
    /** Position of the start time among the fields that follow the command's name. */
    private static final int START_TIME = 19;

    /** Empty when there is no such process. */
    static Optional<ProcessStat> read(int pid) {
        return read(Path.of("/proc"), pid);
    }

    static Optional<ProcessStat> read(Path proc, int pid) {
        Path file = proc.resolve(Integer.toString(pid)).resolve("stat");
        try {
            // The command's name can be any bytes.
            return Optional.of(parse(Files.readString(file, StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            Optional<Errno> errno = Errno.of(e);
            // ESRCH: the process went away between open and read.
            if (errno.filter(n -> n == Errno.ENOENT || n == Errno.ESRCH).isPresent()) {
                return Optional.empty();
            }
            throw new UncheckedIOException(e);
        }
    }

    static ProcessStat parse(String line) {
        // The name is in parentheses and may hold some itself, and spaces: the last one ends it.
        String rest = line.substring(line.lastIndexOf(')') + 2);
        List<String> fields = List.of(rest.strip().split(" ", -1));
        return new ProcessStat(fields.getFirst().charAt(0), Long.parseLong(fields.get(START_TIME)));
    }

    /** Whether nothing of it runs any more: a zombie, or one being reaped. */
    boolean isDead() {
        return state == 'Z' || state == 'X';
    }
}
