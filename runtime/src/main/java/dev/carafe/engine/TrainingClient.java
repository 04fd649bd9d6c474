package dev.carafe.engine;

import dev.carafe.linux.ProcessReference;
import dev.carafe.wire.Message;
import dev.carafe.wire.Message.FromClient;
import dev.carafe.wire.Message.FromEngine;
import dev.carafe.wire.MessageChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A client that launches a shell in place of a container's init: for training the JVM. */
final class TrainingClient {
    /** As another process of a container does: says that it is ready. */
    private static final String PROCESS = "echo && exec sleep 1000";

    /** As init does: then it waits at the gate, and reports that it executes. */
    private static final String INIT =
            "exec 3<>report 4<>gate && echo && head -c 4 <&4 >/dev/null"
                    + " && printf '\\377\\377\\377\\377' >&3 && exec 3>&- 4>&- sleep 1000";

    private static final int STANDARD_ERROR = 2;
    private static final int NO_OPERATION = -1;
    private static final int FAILURE_ERRNO = 0;
    private static final int ENOEXEC = 8;

    private final Path directory;
    private final Path container;
    private final StringBuilder said = new StringBuilder();
    private List<String> finish = List.of();
    private boolean inForeground;
    private @Nullable Process shell;

    /**
     * A client.
     *
     * @param directory its working directory
     * @param container where the engine keeps the container that the command line is about
     */
    TrainingClient(Path directory, Path container) {
        this.directory = directory;
        this.container = container;
    }

    /**
     * Has a command line run.
     *
     * @return what is to be run next, since the engine has left before the end; may be empty
     * @throws IOException when it fails: the cache would lack what such a command needs
     */
    List<String> run(SocketChannel socket, List<String> argv)
            throws IOException, InterruptedException {
        try (MessageChannel<FromClient, FromEngine> channel = MessageChannel.ofClient(socket)) {
            OptionalInt code = converse(channel, argv);
            if (code.isPresent() && code.getAsInt() != 0) {
                throw new IOException(argv + " exited with " + code.getAsInt() + ": " + said);
            }
            return code.isPresent() ? List.of() : finish;
        }
    }

    /** Returns the exit code; empty when the engine has left the foreground to us. */
    private OptionalInt converse(MessageChannel<FromClient, FromEngine> channel, List<String> argv)
            throws IOException, InterruptedException {
        if (!(channel.receive() instanceof Message.Hello hello)) {
            throw new IOException("no hello");
        }
        channel.send(invocation(hello.build(), argv));
        try {
            while (true) {
                FromEngine message = channel.receive();
                OptionalInt code = handle(channel, message, argv.contains("exec"));
                if (code.isPresent() || message instanceof Message.Leave) {
                    return code;
                }
            }
        } catch (IOException e) {
            if (inForeground) {
                return OptionalInt.empty();
            }
            throw e;
        }
    }

    /** Returns the exit code, when that is what the message says. */
    private OptionalInt handle(
            MessageChannel<FromClient, FromEngine> channel, FromEngine message, boolean exec)
            throws IOException, InterruptedException {
        switch (message) {
            case Message.Exit m -> {
                return OptionalInt.of(m.code());
            }
            case Message.ExitWhenReady m -> {
                return OptionalInt.of(m.code());
            }
            case Message.Launch _ -> launch(channel, exec);
            case Message.Commit _ -> {
                Files.move(container.resolve("state.json.new"), container.resolve("state.json"));
                channel.send(new Message.Ready());
            }
            case Message.ListenNotify _ -> channel.send(new Message.NotifyListening(0, ""));
            case Message.RunHook _, Message.RunProgram _ ->
                    channel.send(new Message.HookDone(0, 0, ByteBuffer.allocate(0)));
            case Message.KillInit _ -> end(channel);
            case Message.Foreground m -> {
                inForeground = true;
                finish = m.finishArgv();
                end(channel);
            }
            case Message.GiveTimes _ -> channel.send(new Message.Times(ByteBuffer.allocate(0)));
            case Message.Print m -> {
                if (m.descriptor() == STANDARD_ERROR) {
                    said.append(StandardCharsets.UTF_8.decode(m.bytes()));
                }
            }
            case Message.Hello _,
                    Message.Log _,
                    Message.Recovery _,
                    Message.Proceed _,
                    Message.ChannelSend _,
                    Message.Forward _,
                    Message.Adopt _,
                    Message.RaiseLoopback _,
                    Message.MakeNetwork _,
                    Message.SealedCopy _,
                    Message.LeaveOnKey _,
                    Message.Leave _ -> {}
        }
        return OptionalInt.empty();
    }

    private void launch(MessageChannel<FromClient, FromEngine> channel, boolean exec)
            throws IOException {
        Path working = Files.isDirectory(container) ? container : directory;
        boolean gated = !exec && Files.exists(container.resolve("gate"));
        shell =
                new ProcessBuilder("/bin/sh", "-c", gated ? INIT : PROCESS)
                        .directory(working.toFile())
                        .start();
        int pid = (int) shell.pid();
        Optional<ProcessReference> init = ProcessReference.of(pid);
        if (init.isEmpty()) {
            channel.send(
                    new Message.Failed(NO_OPERATION, FAILURE_ERRNO, ENOEXEC, "execve: /bin/sh"));
            return;
        }
        channel.send(new Message.Launched(pid, init.get().startTimeTicks()));
        if (shell.getInputStream().read() < 0) {
            channel.send(new Message.Failed(NO_OPERATION, FAILURE_ERRNO, ENOEXEC, "open: gate"));
        } else if (exec || gated) {
            channel.send(new Message.Ready());
        }
    }

    private void end(MessageChannel<FromClient, FromEngine> channel)
            throws IOException, InterruptedException {
        if (shell != null) {
            shell.destroyForcibly().waitFor();
        }
        channel.send(new Message.InitExited(0));
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
