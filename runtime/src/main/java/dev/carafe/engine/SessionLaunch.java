package dev.carafe.engine;

import dev.carafe.lifecycle.Launch;
import dev.carafe.lifecycle.LaunchEvent;
import dev.carafe.wire.Message;
import dev.carafe.wire.Message.FromClient;
import java.nio.ByteBuffer;

/** An init that the client of a session launched. */
record SessionLaunch(SessionConnection connection, int pid, long startTimeTicks) implements Launch {
    @Override
    public LaunchEvent next() {
        return switch (connection.receive()) {
            case Message.Stage m -> new LaunchEvent.Stage(m.stage());
            case Message.Ready _ -> new LaunchEvent.Ready();
            case Message.Failed m -> new LaunchEvent.Failed(ClientSession.failure(m));
            case Message.InitExited m -> new LaunchEvent.Exited(m.waitStatus());
            case FromClient m -> throw ClientSession.unexpected(m);
        };
    }

    @Override
    public void proceed(byte[] state) {
        connection.send(new Message.Proceed(ByteBuffer.wrap(state)));
    }

    @Override
    public int kill() {
        connection.send(new Message.KillInit());
        while (true) {
            FromClient message = connection.receive();
            switch (message) {
                case Message.InitExited m -> {
                    return m.waitStatus();
                }
                // What was under way when the order to kill went out.
                case Message.Stage _, Message.Ready _, Message.Failed _ -> {}
                case Message.ChannelReceived _, Message.ChannelClosed _ -> {}
                case Message.Invocation _,
                        Message.Launched _,
                        Message.HookDone _,
                        Message.Output _,
                        Message.NotifyListening _,
                        Message.Times _ ->
                        throw ClientSession.unexpected(message);
            }
        }
    }
}
