package dev.carafe.wire;

import dev.carafe.wire.Message.FromClient;
import dev.carafe.wire.Message.FromEngine;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One side of a session; for one thread at a time. The side's type says what it can send.
 *
 * @param <S> what this side sends
 * @param <R> what it receives
 */
public final class MessageChannel<S extends Message, R extends Message> implements AutoCloseable {
    /** Version of the protocol, in HELLO and INVOCATION. */
    public static final int PROTOCOL_VERSION = 1;

    private static final int INITIAL_BUFFER_BYTES = 8 * 1024;

    private final SocketChannel channel;
    private final Class<R> received;
    private ByteBuffer in = emptyBuffer(INITIAL_BUFFER_BYTES).flip();
    private final List<ByteBuffer> out = new ArrayList<>();

    private MessageChannel(SocketChannel channel, Class<R> received) {
        this.channel = channel;
        this.received = received;
    }

    /** The engine's side of a connected socket in blocking mode, which is closed with it. */
    public static MessageChannel<FromEngine, FromClient> ofEngine(SocketChannel channel) {
        return new MessageChannel<>(channel, FromClient.class);
    }

    /** The client's side of a connected socket in blocking mode, which is closed with it. */
    public static MessageChannel<FromClient, FromEngine> ofClient(SocketChannel channel) {
        return new MessageChannel<>(channel, FromEngine.class);
    }

    /** Sends a message, whole, behind those that were put off. */
    public void send(S message) throws IOException {
        out.add(MessageCodec.encode(message));
        flush();
    }

    /**
     * Puts a message off to the next that is sent, or to the next wait for the other side: for one
     * that nobody waits for, since each piece that is sent wakes the other side up.
     */
    public void sendLater(S message) {
        out.add(MessageCodec.encode(message));
    }

    /** Sends what was put off. */
    public void flush() throws IOException {
        ByteBuffer[] frames = out.toArray(ByteBuffer[]::new);
        out.clear();
        int last = frames.length - 1;
        while (last >= 0 && frames[last].hasRemaining()) {
            channel.write(frames);
        }
    }

    /**
     * Waits for a message.
     *
     * @throws EOFException when the stream ended between two messages
     * @throws ProtocolException when what came is not a message that the other side may send
     */
    public R receive() throws IOException {
        flush();
        fill(MessageCodec.HEADER_BYTES);
        int position = in.position();
        int length = in.getInt(position);
        int type = Short.toUnsignedInt(in.getShort(position + 4));
        if (length < 0 || length > MessageCodec.MAX_PAYLOAD_BYTES) {
            throw new ProtocolException(
                    "a message of %s bytes is too long"
                            .formatted(Integer.toUnsignedString(length)));
        }
        if (in.getShort(position + 6) != 0) {
            throw new ProtocolException("a message's header does not end in zero");
        }
        fill(MessageCodec.HEADER_BYTES + length);
        position = in.position() + MessageCodec.HEADER_BYTES;
        Message message = MessageCodec.decode(type, in.slice(position, length));
        in.position(position + length);
        if (!in.hasRemaining() && in.capacity() > INITIAL_BUFFER_BYTES) {
            in = emptyBuffer(INITIAL_BUFFER_BYTES).flip();
        }
        if (!received.isInstance(message)) {
            throw new ProtocolException(
                    "the other side may not send " + message.getClass().getSimpleName());
        }
        return received.cast(message);
    }

    /** Whether there is something to receive, the end of the stream too; does not wait. */
    public boolean hasInput() throws IOException {
        flush();
        if (in.hasRemaining()) {
            return true;
        }
        channel.configureBlocking(false);
        in.compact();
        try {
            // An end is there again for whoever reads next.
            return channel.read(in) != 0;
        } finally {
            in.flip();
            channel.configureBlocking(true);
        }
    }

    /**
     * Waits until there is something to receive, the end of the stream too.
     *
     * @param timeout a millisecond at least is waited
     * @return false when the time passed first
     */
    public boolean awaitMessage(Duration timeout) throws IOException {
        flush();
        if (in.hasRemaining()) {
            return true;
        }
        try (Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            return selector.select(Math.max(1, timeout.toMillis())) > 0;
        } finally {
            channel.configureBlocking(true);
        }
    }

    /** Reads until the buffer has that many bytes. */
    private void fill(int bytes) throws IOException {
        while (in.remaining() < bytes) {
            makeRoom(bytes);
            in.compact();
            int count = channel.read(in);
            in.flip();
            if (count < 0) {
                throw in.hasRemaining()
                        ? new ProtocolException("the stream ended inside of a message")
                        : new EOFException("the stream ended");
            }
        }
    }

    /** Grows the buffer as bytes come, not as a header promises. */
    private void makeRoom(int bytes) {
        if (in.remaining() == in.capacity() && in.capacity() < bytes) {
            in = emptyBuffer(in.capacity() * 2).put(in).flip();
        }
    }

    private static ByteBuffer emptyBuffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
