package dev.carafe.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessageChannelTest {
    private SocketChannel client;
    private MessageChannel<Message.FromEngine, Message.FromClient> engine;

    @BeforeEach
    void connect(@TempDir Path directory) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("s"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            client = SocketChannel.open(address);
            engine = MessageChannel.ofEngine(server.accept());
        }
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        engine.close();
    }

    private void write(byte[] bytes) throws IOException {
        client.write(ByteBuffer.wrap(bytes));
    }

    private static byte[] header(int length, int type) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .putShort((short) type)
                .array();
    }

    @Test
    void aMessageMayComeInPiecesAndSeveralAtOnce() throws Exception {
        ByteBuffer both = ByteBuffer.allocate(64);
        both.put(MessageCodec.encode(new Message.Stage(7)))
                .put(MessageCodec.encode(new Message.Stage(8)));
        byte[] bytes = Arrays.copyOf(both.array(), both.position());
        write(Arrays.copyOf(bytes, 5));
        Thread later =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                Thread.sleep(20);
                                client.write(ByteBuffer.wrap(bytes, 5, bytes.length - 5));
                            } catch (IOException | InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        assertThat(engine.receive()).isEqualTo(new Message.Stage(7));
        assertThat(engine.receive()).isEqualTo(new Message.Stage(8));
        later.join();
    }

    private int bytesForTheClient() throws IOException {
        client.configureBlocking(false);
        return client.read(ByteBuffer.allocate(4096));
    }

    @Test
    void whatIsPutOffGoesWithTheNextMessage() throws Exception {
        ByteBuffer log = ByteBuffer.wrap(new byte[] {'x', '\n'});
        int length = MessageCodec.encode(new Message.Log(log)).remaining();
        engine.sendLater(new Message.Log(log));
        assertThat(bytesForTheClient()).isZero();
        engine.send(new Message.Exit(0));
        assertThat(bytesForTheClient())
                .isEqualTo(length + MessageCodec.encode(new Message.Exit(0)).remaining());
    }

    @Test
    void whatIsPutOffGoesBeforeTheClientIsWaitedFor() throws Exception {
        ByteBuffer log = ByteBuffer.wrap(new byte[] {'x', '\n'});
        int length = MessageCodec.encode(new Message.Log(log)).remaining();
        client.write(MessageCodec.encode(new Message.Stage(7)));
        engine.sendLater(new Message.Log(log));
        assertThat(engine.receive()).isEqualTo(new Message.Stage(7));
        assertThat(bytesForTheClient()).isEqualTo(length);
        engine.sendLater(new Message.Log(log));
        assertThat(engine.awaitMessage(Duration.ofMillis(1))).isFalse();
        assertThat(bytesForTheClient()).isEqualTo(length);
    }

    @Test
    void aLargeMessageArrivesWhole() throws Exception {
        ByteBuffer output = ByteBuffer.allocate(3_000_000);
        output.putInt(0, 42).putInt(2_999_996, 43);
        Message.HookDone sent = new Message.HookDone(1, 2, output);
        Thread sender =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                MessageChannel.ofClient(client).send(sent);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
        assertThat(engine.receive()).isEqualTo(sent);
        sender.join();
    }

    @Test
    void theEndOfTheStreamBetweenMessagesIsToldFromOneInside() throws IOException {
        write(header(0, 11));
        write(new byte[] {1, 0});
        client.close();
        assertThat(engine.receive()).isEqualTo(new Message.Ready());
        assertThatThrownBy(engine::receive)
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("inside of a message");
    }

    @Test
    void theEndOfTheStreamIsAnEndOfFile() throws IOException {
        client.close();
        assertThatThrownBy(engine::receive).isInstanceOf(EOFException.class);
    }

    @Test
    void aLengthAboveTheLimitIsRefusedBeforeItsBytesCome() throws IOException {
        write(header(16 * 1024 * 1024 + 1, 15));
        assertThatThrownBy(engine::receive)
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("too long");
    }

    @Test
    void anEnginesMessageIsRefusedFromAClient() throws IOException {
        client.write(MessageCodec.encode(new Message.Exit(0)));
        assertThatThrownBy(engine::receive)
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("may not send Exit");
    }

    @Test
    void waitingForAMessageEndsWithTheTimeOrTheMessage() throws IOException {
        assertThat(engine.awaitMessage(Duration.ofMillis(5))).isFalse();
        client.write(MessageCodec.encode(new Message.InitExited(256)));
        assertThat(engine.awaitMessage(Duration.ofMinutes(1))).isTrue();
        assertThat(engine.receive()).isEqualTo(new Message.InitExited(256));
        engine.send(new Message.Recovery(List.of()));
    }

    @Test
    void inputIsLookedForWithoutLosingIt() throws IOException {
        assertThat(engine.hasInput()).isFalse();
        ByteBuffer message = MessageCodec.encode(new Message.InitExited(256));
        client.write(message.slice(0, 3));
        assertThat(engine.hasInput()).isTrue();
        client.write(message.slice(3, message.remaining() - 3));
        assertThat(engine.hasInput()).isTrue();
        assertThat(engine.receive()).isEqualTo(new Message.InitExited(256));
        assertThat(engine.hasInput()).isFalse();
        client.close();
        assertThat(engine.hasInput()).isTrue();
        assertThatThrownBy(engine::receive).isInstanceOf(EOFException.class);
    }
}
