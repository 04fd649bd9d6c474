package dev.carafe.engine;

import dev.carafe.lifecycle.ConfigCache;
import dev.carafe.linux.HostFactsProbe;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A resident engine in a thread of the test, with a clock that the test moves. */
final class TestEngine implements AutoCloseable {
    static final String BUILD = "test-build";
    static final Duration IDLE = Duration.ofMinutes(10);

    final AtomicLong nanoTime = new AtomicLong();
    final EngineActivity activity = new EngineActivity(nanoTime::get);
    final Path socket;
    private final Path log;
    private final Thread thread;

    TestEngine(Path directory, PeerCheck peers, CommandLineRunner commandLine) throws IOException {
        this(directory, peers, commandLine, false);
    }

    TestEngine(Path directory, PeerCheck peers, CommandLineRunner commandLine, boolean keepSocket)
            throws IOException {
        socket = directory.resolve("engine.sock");
        log = directory.resolve("engine.log");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        ListeningSocket listening = ListeningSocket.of(server);
        SessionRunner sessions =
                new SessionRunner(
                        commandLine,
                        new RunningEngine(
                                BUILD,
                                Optional.of(socket),
                                activity,
                                new HostFactsProbe()::probe,
                                new ConfigCache(),
                                FilterDirectory.filters(),
                                Clock.systemUTC()),
                        new Throttle(1, Duration.ofMillis(50)),
                        activity::isStopping,
                        EngineLog.open(log));
        ResidentEngine engine =
                new ResidentEngine(
                        listening,
                        peers,
                        sessions,
                        Optional.empty(),
                        activity,
                        new SilentClients(nanoTime::get),
                        List.of(
                                Expirations.stopRequested(activity),
                                Expirations.idle(activity, IDLE),
                                Expirations.replaced("socket", socket)),
                        MemoryRelease.ofThisJvm(activity, EngineLog.ofStandardError()),
                        Duration.ofMillis(20));
        thread =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                engine.run(keepSocket);
                            } catch (IOException | InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    /** Waits for the engine's end, for so long that only a hang gets there. */
    boolean hasLeft() throws InterruptedException {
        return thread.join(Duration.ofSeconds(30));
    }

    boolean isRunning() {
        return thread.isAlive();
    }

    @Override
    public void close() {
        activity.stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
