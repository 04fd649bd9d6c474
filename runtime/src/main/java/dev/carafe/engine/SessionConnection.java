package dev.carafe.engine;

import dev.carafe.lifecycle.ClientLostException;
import dev.carafe.wire.Message.FromClient;
import dev.carafe.wire.Message.FromEngine;
import dev.carafe.wire.MessageChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * The engine's side of a session once HELLO is out: a broken stream is a lost client, and waiting
 * for the client does not count as work.
 */
final class SessionConnection {
    private static final Duration LOOK_UP_EVERY = Duration.ofMillis(500);

    private final MessageChannel<FromEngine, FromClient> channel;
    private final Throttle throttle;
    private boolean working;

    SessionConnection(MessageChannel<FromEngine, FromClient> channel, Throttle throttle) {
        this.channel = channel;
        this.throttle = throttle;
    }

    void send(FromEngine message) {
        try {
            channel.send(message);
        } catch (IOException e) {
            throw lost(e);
        }
    }

    /** Sends a message that nobody waits for, with the next one. */
    void sendLater(FromEngine message) {
        channel.sendLater(message);
    }

    FromClient receive() {
        pause();
        try {
            return channel.receive();
        } catch (IOException e) {
            throw lost(e);
        } finally {
            resume();
        }
    }

    /** Whether there is something to receive now, the end of the stream too. */
    boolean hasInput() {
        try {
            return channel.hasInput();
        } catch (IOException e) {
            throw lost(e);
        }
    }

    /**
     * Waits until there is something to receive.
     *
     * @return false when the limit passed, or when the caller must hurry
     */
    boolean await(Duration limit, BooleanSupplier hurry) {
        long end = System.nanoTime() + limit.toNanos();
        pause();
        try {
            while (!hurry.getAsBoolean()) {
                Duration left = Duration.ofNanos(end - System.nanoTime());
                if (!left.isPositive()) {
                    return false;
                }
                if (channel.awaitMessage(
                        left.compareTo(LOOK_UP_EVERY) < 0 ? left : LOOK_UP_EVERY)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw lost(e);
        } finally {
            resume();
        }
    }

    /** The session works from here on, until it waits. */
    void resume() {
        working = throttle.enter();
    }

    void pause() {
        throttle.leave(working);
        working = false;
    }

    private static ClientLostException lost(IOException e) {
        String reason = e.getMessage();
        return new ClientLostException(
                "the client is gone: " + (reason == null ? e.getClass().getSimpleName() : reason),
                e);
    }
}
