package dev.carafe.linux;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.StringTokenizer;

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
            return Optional.of(parse(new String(ProcFile.read(file), StandardCharsets.ISO_8859_1)));
        } catch (KernelException e) {
            // ESRCH: the process went away between open and read.
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ESRCH) {
                return Optional.empty();
            }
            throw e;
        }
    }

    static ProcessStat parse(String line) {
        // The name is in parentheses and may hold some itself, and spaces: the last one ends it.
        String rest = line.substring(line.lastIndexOf(')') + 2);
        StringTokenizer fields = new StringTokenizer(rest);
        char state = fields.nextToken().charAt(0);
        for (int i = 1; i < START_TIME; i++) {
            fields.nextToken();
        }
        return new ProcessStat(state, Long.parseLong(fields.nextToken()));
    }

    /** Whether nothing of it runs any more: a zombie, or one being reaped. */
    boolean isDead() {
        return state == 'Z' || state == 'X';
    }
}
