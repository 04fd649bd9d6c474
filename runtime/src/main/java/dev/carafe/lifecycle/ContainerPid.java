package dev.carafe.lifecycle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The pid that a process has in its own pid namespace; proc_pid_status(5), {@code NSpid}. */
final class ContainerPid {
    private static final String FIELD = "NSpid:";

    private ContainerPid() {}

    /** Looks it up; the pid itself when the process is gone. */
    static int of(int pid) {
        return of(Path.of("/proc"), pid);
    }

    static int of(Path proc, int pid) {
        try {
            List<String> lines =
                    Files.readAllLines(
                            proc.resolve(Integer.toString(pid)).resolve("status"),
                            StandardCharsets.ISO_8859_1);
            for (String line : lines) {
                if (line.startsWith(FIELD)) {
                    String innermost = line.substring(line.lastIndexOf('\t') + 1);
                    return Integer.parseInt(innermost.strip());
                }
            }
            return pid;
        } catch (IOException e) {
            if (Files.notExists(proc.resolve(Integer.toString(pid)))) {
                return pid;
            }
            throw new UncheckedIOException("/proc/%d/status".formatted(pid), e);
        }
    }
}
