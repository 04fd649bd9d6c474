package dev.carafe.engine;

import dev.carafe.linux.HostFactsProbe;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Sessions like those that engines serve, so that the JVM can write an AOT cache of what they need;
 * {@code lib/carafe/train.sh} runs it when a dist tree is made. A shell that reads the gate takes
 * init's place, so nothing is needed that a container would need.
 */
final class Training {
    /** The engine has to be warm for its profiles to be worth keeping. */
    private static final int ROUNDS = 40;

    private static final List<List<String>> WITHOUT_CONTAINER =
            List.of(List.of("--version"), List.of("plan"), List.of("list"));

    private Training() {}

    /**
     * Serves a number of sessions.
     *
     * @param directory a new one, where a bundle is made
     * @return empty, or why none of them made a container: control groups that cannot be written,
     *     say. A cache of the rest is better than none, and containers start more slowly with it
     * @throws IOException when a session without a container fails
     */
    static Optional<String> run(Path directory) throws IOException, InterruptedException {
        // Loads what the engine's first step needs; there is no channel here.
        System.inheritedChannel();
        HeadStart.withConfig();
        HeadStart.withSystemCalls();
        int pid = (int) ProcessHandle.current().pid();
        boolean isRoot = new HostFactsProbe().probe(pid).uid() == 0;
        List<String> flags = isRoot ? List.of() : List.of("--rootless");
        try (PrivateSessions sessions = PrivateSessions.open(directory, flags, Main::serveOne)) {
            Optional<String> reason = Optional.empty();
            for (int i = 0; i < ROUNDS; i++) {
                for (List<String> arguments : WITHOUT_CONTAINER) {
                    sessions.run(arguments);
                }
                if (reason.isEmpty()) {
                    reason = container(sessions, "carafe-training-" + pid + "-" + i);
                }
            }
            if (isResidentEngine()) {
                SameCallerCheck check = SameCallerCheck.create();
                try (SocketChannel _ = SocketChannel.open(sessions.address());
                        SocketChannel peer = sessions.server().accept()) {
                    check.objection(peer).ifPresent(System.err::println);
                }
            }
            return reason;
        }
    }

    /** A container's life; returns why it was short. */
    private static Optional<String> container(PrivateSessions sessions, String id)
            throws IOException, InterruptedException {
        try {
            for (List<String> arguments : life(id)) {
                sessions.run(arguments);
            }
            return Optional.empty();
        } catch (IOException e) {
            sessions.run(List.of("delete", "--force", id));
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Only the resident engine's JVM lets us to a channel's descriptor number. */
    private static boolean isResidentEngine() {
        return Object.class.getModule().isExported("sun.nio.ch", Training.class.getModule());
    }

    private static List<List<String>> life(String id) {
        return List.of(
                List.of("create", id),
                List.of("state", id),
                List.of("start", id),
                List.of("exec", id, "true"),
                List.of("kill", id, "KILL"),
                List.of("delete", "--force", id),
                List.of("run", id));
    }
}
