package dev.carafe.engine;

import dev.carafe.cli.CarafeCommand;
import dev.carafe.lifecycle.ConfigCache;
import dev.carafe.linux.KnownHostFacts;
import dev.carafe.wire.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Puts a resident engine together; apart from Main, so that a one-shot engine does not load it. */
final class ResidentMain {
    private static final Duration CHECK_EVERY = Duration.ofSeconds(1);
    private static final Duration THROTTLE_PATIENCE = Duration.ofSeconds(1);

    /** How long the sessions may take to end when the engine is told to leave by SIGTERM. */
    private static final Duration TERMINATION = Duration.ofSeconds(10);

    private ResidentMain() {}

    static void serve(ListeningSocket socket, boolean rehearse)
            throws IOException, InterruptedException {
        EngineActivity activity = new EngineActivity(System::nanoTime);
        EngineSettings settings =
                EngineSettings.of(System.getenv(), HostMounts.areOwn(Path.of("/proc")));
        RunningEngine services =
                new RunningEngine(
                        BuildId.read(),
                        Optional.of(socket.path()),
                        activity,
                        KnownHostFacts.ofRunningHost()::of,
                        new ConfigCache(),
                        FilterDirectory.filters(),
                        Clock.systemUTC());
        EngineLog log = EngineLog.open(socket.directory().resolve("engine.log"));
        SessionRunner sessions =
                new SessionRunner(
                        CarafeCommand::run,
                        services,
                        new Throttle(workingSessions(), THROTTLE_PATIENCE),
                        activity::isStopping,
                        log);
        openClassPath();
        if (rehearse) {
            Rehearsal.run(sessions, socket.directory());
        }
        leaveInOrderOnTermination(activity);
        new ResidentEngine(
                        socket,
                        SameCallerCheck.create(),
                        sessions,
                        sealedCopy(),
                        activity,
                        new SilentClients(System::nanoTime),
                        Expirations.usual(activity, settings, socket),
                        MemoryRelease.ofThisJvm(activity, log),
                        CHECK_EVERY)
                .run(settings.keepSocket());
    }

    /** What the process that became this JVM has left for clients; it outlives every session. */
    private static Optional<Message.SealedCopy> sealedCopy() {
        return Optional.ofNullable(Integer.getInteger("carafe.sealed"))
                .map(number -> new Message.SealedCopy((int) ProcessHandle.current().pid(), number));
    }

    /**
     * Opens every jar, which the JVM does at the first class that it looks for in one: while an
     * engine whose files are replaced finishes its sessions, the names lead to another build's.
     */
    private static void openClassPath() throws IOException {
        ClassLoader.getSystemClassLoader().getResources("META-INF/in-no-jar").hasMoreElements();
    }

    /** Enough to keep the machine busy; more would only need more heap at a time. */
    private static int workingSessions() {
        return Math.max(8, 2 * Runtime.getRuntime().availableProcessors());
    }

    /** Main halts the JVM, and with it this wait, as soon as the last session has ended. */
    private static void leaveInOrderOnTermination(EngineActivity activity) {
        Thread hook =
                Thread.ofPlatform()
                        .unstarted(() -> {
                            activity.stop();
                            try {
                                Thread.sleep(TERMINATION);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        Runtime.getRuntime().addShutdownHook(hook);
    }
}
