package dev.carafe.engine;

import dev.carafe.lifecycle.Channel;
import dev.carafe.lifecycle.HookOutcome;
import dev.carafe.lifecycle.LaunchFailedException;
import dev.carafe.linux.ProcessReference;
import dev.carafe.wire.Message;
import dev.carafe.wire.Message.FromClient;
import java.nio.ByteBuffer;

/** The channel that the client of a session relays. */
record SessionChannel(SessionConnection connection) implements Channel {
    @Override
    public void send(byte[] datagram) {
        connection.send(new Message.ChannelSend(ByteBuffer.wrap(datagram)));
    }

    @Override
    public Event next() {
        return switch (connection.receive()) {
            case Message.ChannelReceived m -> new Event.Datagram(m.datagram());
            case Message.ChannelClosed m -> new Event.Closed(m.waitStatus());
            case FromClient m -> throw ClientSession.unexpected(m);
        };
    }

    @Override
    public HookOutcome forward(String path) {
        connection.send(new Message.Forward(path));
        return ClientSession.outcome(connection.receive());
    }

    @Override
    public HookOutcome raiseLoopback(int pid) {
        connection.send(new Message.RaiseLoopback(pid));
        return ClientSession.outcome(connection.receive());
    }

    @Override
    public ProcessReference adopt(int pid) {
        connection.send(new Message.Adopt(pid));
        return switch (connection.receive()) {
            case Message.Launched m -> new ProcessReference(m.pid(), m.startTimeTicks());
            case Message.Failed m -> throw new LaunchFailedException(ClientSession.failure(m));
            case FromClient m -> throw ClientSession.unexpected(m);
        };
    }
}
