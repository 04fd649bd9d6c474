package dev.carafe.engine;

import dev.carafe.linux.Descriptor;
import dev.carafe.linux.KernelException;
import dev.carafe.linux.PeerCredentials;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Serves only a process that could do by itself all that the engine would do for it; otherwise the
 * engine would be a way around what confines the caller.
 */
final class SameCallerCheck implements PeerCheck {
    private final ProcessIdentity own;

    private SameCallerCheck(ProcessIdentity own) {
        this.own = own;
    }

    /** A check against the engine's own identity, which must not change afterwards. */
    static SameCallerCheck create() throws IOException {
        return new SameCallerCheck(ProcessIdentity.read(Path.of("/proc/self")));
    }

    @Override
    public Optional<String> objection(SocketChannel peer) {
        try (Descriptor process = PeerCredentials.openProcess(peer)) {
            int pid = PeerCredentials.of(peer).pid();
            if (pid <= 0) {
                return Optional.of("the caller is outside of the engine's pid namespace");
            }
            ProcessIdentity identity = ProcessIdentity.read(Path.of("/proc", String.valueOf(pid)));
            // The pidfd still names that pid, so what was read was the peer's and no successor's.
            if (!isProcess(process, pid)) {
                return Optional.of("the caller is gone");
            }
            List<String> differences = own.differences(identity);
            return differences.isEmpty()
                    ? Optional.empty()
                    : Optional.of("the caller's differ: " + String.join(", ", differences));
        } catch (KernelException | IOException e) {
            return Optional.of("cannot tell who the caller is: " + e.getMessage());
        }
    }

    /** See "fdinfo" in pidfd_open(2): the line {@code Pid:} has -1 once the process was reaped. */
    private static boolean isProcess(Descriptor pidfd, int pid) throws IOException {
        Path info = Path.of("/proc/self/fdinfo", String.valueOf(pidfd.number()));
        return Files.readAllLines(info).contains("Pid:\t" + pid);
    }
}
