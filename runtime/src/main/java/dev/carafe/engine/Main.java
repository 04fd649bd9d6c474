package dev.carafe.engine;

import dev.carafe.cli.CarafeCommand;
import dev.carafe.lifecycle.ConfigCache;
import dev.carafe.linux.HostFactsProbe;
import dev.carafe.wire.Message.FromClient;
import dev.carafe.wire.Message.FromEngine;
import dev.carafe.wire.MessageChannel;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The engine's entry. Descriptor 0 says what it is for: a connected socket is the one session to
 * serve, a listening socket makes it resident.
 */
public final class Main {
    /** Told by a client when nobody waits for the engine yet. */
    private static final String REHEARSE = "rehearse";

    /** Told by a client whose command reads a bundle. */
    private static final String BUNDLE = "bundle";

    /** The exit status of a training without containers. */
    private static final int TRAINED_IN_PART = 3;

    private Main() {}

    /**
     * Serves, and leaves with status 0, or 1 where there is nothing to serve.
     *
     * @param args none; {@code bundle}, see {@link HeadStart}; {@code rehearse}, see {@link
     *     Rehearsal}; or {@code train} and a new directory, see {@link Training}
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length == 2 && args[0].equals("train")) {
            train(Path.of(args[1]));
            return;
        }
        List<String> words = List.of(args);
        if (words.contains(BUNDLE)) {
            HeadStart.withConfig();
        }
        Channel inherited = System.inheritedChannel();
        if (inherited instanceof SocketChannel session) {
            HeadStart.withSystemCalls();
            serveOne(session);
        } else if (inherited instanceof ServerSocketChannel socket) {
            ResidentMain.serve(ListeningSocket.of(socket), words.contains(REHEARSE));
        } else {
            System.err.println("carafe: the engine is started by carafe, with a socket as input");
            System.exit(1);
        }
        // Without the JVM's usual tear-down: nothing is left to be done, and the client may wait.
        Runtime.getRuntime().halt(0);
    }

    private static void train(Path directory) throws IOException, InterruptedException {
        Optional<String> reason = Training.run(directory);
        if (reason.isPresent()) {
            System.err.println("no container can be made here: " + reason.get());
            System.exit(TRAINED_IN_PART);
        }
    }

    static void serveOne(SocketChannel session) throws IOException {
        String build = BuildId.read();
        // Who started us needs no check: nobody else has the other end.
        SessionRunner.greet(session, build);
        MessageChannel<FromEngine, FromClient> channel = MessageChannel.ofEngine(session);
        EngineActivity activity = new EngineActivity(System::nanoTime);
        activity.begin();
        new SessionRunner(
                        CarafeCommand::run,
                        new RunningEngine(
                                build,
                                Optional.empty(),
                                activity,
                                new HostFactsProbe()::probe,
                                new ConfigCache(),
                                FilterDirectory.filters(),
                                Clock.systemUTC()),
                        new Throttle(1, Duration.ZERO),
                        activity::isStopping,
                        EngineLog.ofStandardError())
                .serve(channel, () -> {});
    }
}
