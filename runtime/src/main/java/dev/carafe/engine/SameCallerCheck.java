package dev.carafe.engine;

import dev.carafe.linux.Descriptor;
import dev.carafe.linux.KernelException;
import dev.carafe.linux.PeerCredentials;
import dev.carafe.linux.Poll;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
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
            ProcessIdentity identity = own.readOther(Path.of("/proc", String.valueOf(pid)));
            // It still runs, so what was read was the peer's and no successor's.
            if (!Poll.readable(List.of(process), Duration.ZERO).isEmpty()) {
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
}
