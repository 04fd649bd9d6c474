package dev.carafe.engine;

import dev.carafe.cli.EngineServices;
import dev.carafe.lifecycle.ClientLostException;
import dev.carafe.wire.Message;
import dev.carafe.wire.Message.FromClient;
import dev.carafe.wire.Message.FromEngine;
import dev.carafe.wire.MessageChannel;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Serves sessions, resident and one-shot alike.
 *
 * @param commandLine what a session is for
 * @param services what the engine offers it
 * @param throttle bounds how many work at once
 * @param leaving whether sessions are to end soon
 * @param log told of what goes wrong
 */
record SessionRunner(
        CommandLineRunner commandLine,
        EngineServices services,
        Throttle throttle,
        BooleanSupplier leaving,
        EngineLog log) {
    private static final int SERVE = 0;
    private static final int REFUSE = 1;

    /**
     * Tells a client that it will be served. A channel on the socket may be in use already: it has
     * nothing to say before the client answers.
     */
    static void greet(SocketChannel socket, String build) throws IOException {
        greet(socket, build, Optional.empty());
    }

    /**
     * As {@link #greet(SocketChannel, String)}.
     *
     * @param copy of the client's binary, sealed, where the engine has one
     */
    static void greet(SocketChannel socket, String build, Optional<Message.SealedCopy> copy)
            throws IOException {
        MessageChannel<FromEngine, FromClient> channel = MessageChannel.ofEngine(socket);
        channel.sendLater(hello(build, SERVE, ""));
        copy.ifPresent(channel::sendLater);
        channel.flush();
    }

    /** Tells a client why it is not served; it goes one-shot. */
    static void refuse(SocketChannel socket, String build, String reason) throws IOException {
        try (socket) {
            MessageChannel.ofEngine(socket).send(hello(build, REFUSE, reason));
        }
    }

    private static Message.Hello hello(String build, int verdict, String reason) {
        return new Message.Hello(MessageChannel.PROTOCOL_VERSION, build, verdict, reason);
    }

    /**
     * Serves a greeted client to the end of its session, and closes the channel.
     *
     * @param called run once the client has said what it wants
     */
    void serve(MessageChannel<FromEngine, FromClient> channel, Runnable called) {
        try (channel) {
            SessionConnection connection = new SessionConnection(channel, throttle);
            connection.resume();
            try {
                Optional<Message.Invocation> invocation = invocation(connection);
                called.run();
                if (invocation.isPresent()) {
                    serve(connection, invocation.get());
                }
            } catch (ClientLostException | IOException e) {
                // Before the channel is closed: then the client sees the end, and it is in the log.
                log.line("session ended early: " + e.getMessage());
            } finally {
                connection.pause();
            }
        } catch (IOException e) {
            log.line("session ended early: " + e.getMessage());
        }
    }

    /**
     * Empty when the client only looked whether an engine is here, as engine start does, or was
     * dropped as a silent one.
     */
    private static Optional<Message.Invocation> invocation(SessionConnection connection) {
        try {
            FromClient message = connection.receive();
            if (message instanceof Message.Invocation invocation) {
                return Optional.of(invocation);
            }
            throw ClientSession.unexpected(message);
        } catch (ClientLostException e) {
            if (e.getCause() instanceof EOFException
                    || e.getCause() instanceof ClosedChannelException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void serve(SessionConnection connection, Message.Invocation message)
            throws IOException {
        Invocations.requireSameBuild(message, services.build());
        ClientSession client = new ClientSession(connection, Invocations.of(message), leaving);
        client.exit(run(client));
    }

    private int run(ClientSession client) {
        try {
            return commandLine.run(client, services);
        } catch (ClientLostException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            log.failure("internal error", e);
            String line = "carafe: internal error: %s; the engine's log has more\n".formatted(e);
            client.printError(line.getBytes(StandardCharsets.UTF_8));
            return 1;
        }
    }
}
