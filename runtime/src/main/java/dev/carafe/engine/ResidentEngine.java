package dev.carafe.engine;

import dev.carafe.wire.Message;
import dev.carafe.wire.Message.FromClient;
import dev.carafe.wire.Message.FromEngine;
import dev.carafe.wire.MessageChannel;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * An engine that listens until it has a reason to leave.
 *
 * <p>One thread accepts and greets, and does nothing that could take long, so that an engine whose
 * sessions are busy or wait still answers at once. Each session has a platform thread of its own:
 * sessions block in system calls such as flock(2), which would hold a virtual thread's carrier, and
 * the session that they wait for might be the one that needs it.
 *
 * @param socket where callers connect
 * @param peers decides whom to serve
 * @param sessions serves them
 * @param copy of the client's binary, sealed, where there is one
 * @param activity what there was to do
 * @param silent those who were greeted and have not called yet
 * @param expirations reasons to leave
 * @param memory gives back what it does not need
 * @param checkEvery how often both are asked
 */
record ResidentEngine(
        ListeningSocket socket,
        PeerCheck peers,
        SessionRunner sessions,
        Optional<Message.SealedCopy> copy,
        EngineActivity activity,
        SilentClients silent,
        List<Expiration> expirations,
        MemoryRelease memory,
        Duration checkEvery) {
    /** Most sessions only wait, for a hook or for a container in the foreground. */
    private static final int MAX_SESSIONS = 512;

    private static final Duration IDLE_THREAD = Duration.ofSeconds(30);

    /** Callers wait for a second, and then go one-shot by themselves. */
    private static final Duration REFUSE_EVERY = Duration.ofMillis(100);

    /**
     * Serves until there is a reason to leave, and until the last session has ended.
     *
     * @param keepSocket whether the socket's name stays, for it is another's
     */
    void run(boolean keepSocket) throws IOException, InterruptedException {
        try (ThreadPoolExecutor threads = threads();
                Selector selector = Selector.open()) {
            socket.channel().configureBlocking(false);
            socket.channel().register(selector, SelectionKey.OP_ACCEPT);
            sessions.log()
                    .line("engine " + sessions.services().build() + " listens on " + socket.path());
            activity.onStop(selector::wakeup);
            String reason = serve(threads, selector);
            sessions.log().line("engine leaves: " + reason);
            activity.stop();
            try (socket) {
                if (keepSocket) {
                    refuseUntilNone();
                } else {
                    socket.unlink();
                    // Those who connected before the name went away.
                    acceptAll(peer -> greet(peer, threads));
                }
            } catch (IOException e) {
                sessions.log().line("cannot leave in order: " + e.getMessage());
            }
            while (!activity.awaitNone(checkEvery)) {
                silent.dropLate(sessions.log());
            }
        }
    }

    /**
     * While another's socket is open it has callers: they would wait in vain for an engine that
     * finishes what it has. Those who come last find the next engine.
     */
    private void refuseUntilNone() throws IOException, InterruptedException {
        while (!activity.awaitNone(REFUSE_EVERY)) {
            silent.dropLate(sessions.log());
            acceptAll(peer ->
                    SessionRunner.refuse(peer, sessions.services().build(), "it is leaving"));
        }
    }

    private static ThreadPoolExecutor threads() {
        return new ThreadPoolExecutor(
                1,
                // Bounded by the sessions; a thread is busy a moment longer than its session.
                Integer.MAX_VALUE,
                IDLE_THREAD.toSeconds(),
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform().name("session-", 1).factory());
    }

    private String serve(ThreadPoolExecutor threads, Selector selector) throws IOException {
        long lastCheck = System.nanoTime();
        while (true) {
            selector.select(checkEvery.toMillis());
            selector.selectedKeys().clear();
            try {
                acceptAll(peer -> greet(peer, threads));
            } catch (IOException e) {
                return "cannot accept: " + e.getMessage();
            }
            // They look at files, which would take longer than to accept a caller.
            long now = System.nanoTime();
            if (now - lastCheck < checkEvery.toNanos() && !activity.isStopping()) {
                continue;
            }
            lastCheck = now;
            silent.dropLate(sessions.log());
            memory.whenIdle();
            Optional<String> reason =
                    expirations.stream().flatMap(e -> e.reason().stream()).findFirst();
            if (reason.isPresent()) {
                return reason.get();
            }
        }
    }

    /** What a caller is told first. */
    @FunctionalInterface
    private interface Greeting {
        void greet(SocketChannel peer) throws IOException;
    }

    private void acceptAll(Greeting greeting) throws IOException {
        for (SocketChannel peer = socket.channel().accept();
                peer != null;
                peer = socket.channel().accept()) {
            try {
                greeting.greet(peer);
            } catch (IOException e) {
                sessions.log().line("caller lost before its session: " + e.getMessage());
                peer.close();
            }
        }
    }

    private void greet(SocketChannel peer, ThreadPoolExecutor threads) throws IOException {
        String build = sessions.services().build();
        Optional<String> objection = peers.objection(peer);
        if (objection.isEmpty() && activity.active() >= MAX_SESSIONS) {
            objection = Optional.of("busy with " + MAX_SESSIONS + " sessions");
        }
        if (objection.isPresent()) {
            SessionRunner.refuse(peer, build, objection.get());
            return;
        }
        activity.begin();
        MessageChannel<FromEngine, FromClient> channel = MessageChannel.ofEngine(peer);
        silent.add(channel);
        threads.execute(() -> {
            try {
                sessions.serve(channel, () -> silent.remove(channel));
            } finally {
                silent.remove(channel);
                activity.end();
            }
        });
        // Last: a client that is greeted may take the processor from this thread at once, and its
        // session would not hear it before this thread goes on.
        SessionRunner.greet(peer, build, copy);
    }
}
