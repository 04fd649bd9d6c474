package dev.carafe.engine;

import dev.carafe.wire.MessageChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Clients that were greeted and have not said yet what they want. They hold a session for so long
 * and no longer, or idle connections would keep others out.
 */
final class SilentClients {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Map<MessageChannel<?, ?>, Long> greetedNanos = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    /**
     * None so far.
     *
     * @param nanoTime a clock as {@link System#nanoTime()}
     */
    SilentClients(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void add(MessageChannel<?, ?> channel) {
        greetedNanos.put(channel, nanoTime.getAsLong());
    }

    /** It has called, or is gone. */
    void remove(MessageChannel<?, ?> channel) {
        greetedNanos.remove(channel);
    }

    /** Closes the channels of those who took too long, which ends their sessions. */
    void dropLate(EngineLog log) {
        long now = nanoTime.getAsLong();
        greetedNanos.forEach((channel, since) -> {
            // Who calls at this very moment is taken out first, and served.
            if (now - since >= LIMIT.toNanos() && greetedNanos.remove(channel, since)) {
                log.line("session ended early: no call within " + LIMIT.toSeconds() + " s");
                try {
                    channel.close();
                } catch (IOException e) {
                    log.line("cannot close a session: " + e.getMessage());
                }
            }
        });
    }
}
