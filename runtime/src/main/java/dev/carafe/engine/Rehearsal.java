package dev.carafe.engine;

import dev.carafe.wire.MessageChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What an engine that nobody waits for does before it serves: it reads, validates and compiles a
 * bundle of its own as often as it takes the JVM to compile the methods that every container needs,
 * so that the first containers of a node need not wait for that. No container is made.
 */
final class Rehearsal {
    /** After so many calls most methods are compiled; see CompileThresholdScaling. */
    private static final int ROUNDS = 30;

    /**
     * On a slow machine who started the engine does not wait longer than that, but for one round.
     */
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private Rehearsal() {}

    /**
     * Takes some 300 ms, and hardly more than the limit.
     *
     * @param sessions those of the engine
     * @param engineDirectory where it may write
     */
    static void run(SessionRunner sessions, Path engineDirectory) throws InterruptedException {
        try {
            Path directory = Files.createDirectories(engineDirectory.resolve("rehearsal"));
            String build = sessions.services().build();
            PrivateSessions.Host host =
                    client -> {
                        SessionRunner.greet(client, build);
                        sessions.serve(MessageChannel.ofEngine(client), () -> {});
                    };
            try (PrivateSessions rehearsal = PrivateSessions.open(directory, List.of(), host)) {
                long end = System.nanoTime() + LIMIT.toNanos();
                for (int i = 0; i < ROUNDS && System.nanoTime() < end; i++) {
                    rehearsal.run(List.of("plan"));
                }
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            // Only the first sessions are slower.
            sessions.log().line("no rehearsal: " + e.getMessage());
        }
    }
}
