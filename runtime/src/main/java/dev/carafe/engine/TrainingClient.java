package dev.carafe.engine;

import dev.carafe.linux.ProcessReference;
import dev.carafe.wire.Message;
import dev.carafe.wire.Message.FromClient;
import dev.carafe.wire.Message.FromEngine;
import dev.carafe.wire.MessageChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A client that launches a shell in place of a container's init: for training the JVM.
 *
 * @param directory its working directory
 * @param container where the engine keeps the container that the command line is about
 */
record TrainingClient(Path directory, Path container) {
    /** As init does: says that it is ready, and holds the report open until the gate has opened. */
    private static final String INIT = "exec 3<>report 4<>gate && echo && head -c 4 <&4 >/dev/null";

    private static final int NO_OPERATION = -1;
    private static final int FAILURE_ERRNO = 0;
    private static final int ENOEXEC = 8;

    /** Has a command line run, and returns its exit code. */
    int run(SocketChannel socket, List<String> argv) throws IOException {
        try (MessageChannel<FromClient, FromEngine> channel = MessageChannel.ofClient(socket)) {
            if (!(channel.receive() instanceof Message.Hello hello)) {
                throw new IOException("no hello");
            }
            channel.send(invocation(hello.build(), argv));
            while (true) {
                switch (channel.receive()) {
                    case Message.Exit m -> {
                        return m.code();
                    }
                    case Message.ExitWhenReady m -> {
                        return m.code();
                    }
                    case Message.ListenNotify _ -> channel.send(new Message.NotifyListening(0, ""));
                    case Message.Launch _ -> launch(channel);
                    case Message.RunHook _, Message.RunProgram _ ->
                            channel.send(new Message.HookDone(0, 0, ByteBuffer.allocate(0)));
                    case Message.KillInit _, Message.Foreground _ ->
                            channel.send(new Message.InitExited(0));
                    case Message.GiveTimes _ ->
                            channel.send(new Message.Times(ByteBuffer.allocate(0)));
                    case Message.Hello _,
                            Message.Print _,
                            Message.Log _,
                            Message.Recovery _,
                            Message.Proceed _,
                            Message.ChannelSend _,
                            Message.Forward _,
                            Message.Adopt _,
                            Message.LeaveOnKey _,
                            Message.Leave _ -> {}
                }
            }
        }
    }

    private void launch(MessageChannel<FromClient, FromEngine> channel) throws IOException {
        Process shell =
                new ProcessBuilder("/bin/sh", "-c", INIT).directory(container.toFile()).start();
        int pid = (int) shell.pid();
        Optional<ProcessReference> init = ProcessReference.of(pid);
        if (init.isEmpty()) {
            channel.send(
                    new Message.Failed(NO_OPERATION, FAILURE_ERRNO, ENOEXEC, "execve: /bin/sh"));
            return;
        }
        channel.send(new Message.Launched(pid, init.get().startTimeTicks()));
        int ready = shell.getInputStream().read();
        channel.send(
                ready < 0
                        ? new Message.Failed(NO_OPERATION, FAILURE_ERRNO, ENOEXEC, "open: gate")
                        : new Message.Ready());
    }

    private Message.Invocation invocation(String build, List<String> argv) {
        return new Message.Invocation(
                MessageChannel.PROTOCOL_VERSION,
                build,
                argv,
                List.of("PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/"),
                directory.toString(),
                (int) ProcessHandle.current().pid(),
                0,
                0,
                0,
                0,
                022);
    }
}
