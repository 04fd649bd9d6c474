package dev.carafe.engine;

import dev.carafe.wire.Message;
import dev.carafe.wire.Message.FromClient;
import dev.carafe.wire.Message.FromEngine;
import dev.carafe.wire.MessageChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The client's side of a session, told step by step what to do. */
final class FakeClient implements AutoCloseable {
    private final MessageChannel<FromClient, FromEngine> channel;

    private FakeClient(SocketChannel socket) {
        channel = MessageChannel.ofClient(socket);
    }

    static FakeClient connect(Path socket) throws IOException {
        return new FakeClient(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    FromEngine receive() throws IOException {
        return channel.receive();
    }

    void send(FromClient message) throws IOException {
        channel.send(message);
    }

    /** Answers HELLO. */
    void call(String... argv) throws IOException {
        Message.Hello hello = (Message.Hello) receive();
        if (hello.verdict() != 0) {
            throw new IOException(hello.reason());
        }
        callAs(hello.build(), argv);
    }

    void callAs(String build, String... argv) throws IOException {
        send(
                new Message.Invocation(
                        MessageChannel.PROTOCOL_VERSION,
                        build,
                        List.of(argv),
                        List.of("A=1", "A=2", "B=x=y", "nonsense"),
                        "/",
                        4711,
                        5,
                        24,
                        80,
                        2,
                        027));
    }

    static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
