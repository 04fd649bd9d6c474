package dev.carafe.engine;

import dev.carafe.lifecycle.Channel;
import dev.carafe.lifecycle.Client;
import dev.carafe.lifecycle.ClientLostException;
import dev.carafe.lifecycle.HookOutcome;
import dev.carafe.lifecycle.Invocation;
import dev.carafe.lifecycle.Launch;
import dev.carafe.lifecycle.LaunchFailedException;
import dev.carafe.lifecycle.LaunchFailure;
import dev.carafe.lifecycle.OperationTime;
import dev.carafe.lifecycle.ProgramOutcome;
import dev.carafe.lifecycle.RequestException;
import dev.carafe.linux.ProcessReference;
import dev.carafe.wire.Message;
import dev.carafe.wire.Message.FromClient;
import dev.carafe.wire.ProtocolException;
import dev.carafe.wire.RawString;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The client at the other end of a session; docs/protocol.md has the sequence of messages. */
final class ClientSession implements Client {
    /** A frame may have 16 MiB; smaller ones keep buffers small. */
    private static final int PRINT_CHUNK_BYTES = 256 * 1024;

    private static final int NO_SUBREAPER = 1;

    /** How often the client is looked at while the engine waits for something else. */
    private static final Duration TURN = Duration.ofMillis(500);

    /** More than a host full of processes has to say; what is more fills the engine's heap. */
    private static final int MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

    private final SessionConnection connection;
    private final Invocation invocation;
    private final BooleanSupplier leaving;
    private boolean over;
    private boolean awaitsReady;
    private @Nullable ProcessReference process;

    /**
     * A session whose INVOCATION has come.
     *
     * @param leaving whether the engine wants to leave, so that it lingers no more
     */
    ClientSession(SessionConnection connection, Invocation invocation, BooleanSupplier leaving) {
        this.connection = connection;
        this.invocation = invocation;
        this.leaving = leaving;
    }

    @Override
    public Invocation invocation() {
        return invocation;
    }

    @Override
    public ProcessReference process() {
        ProcessReference known = process;
        if (known == null) {
            int pid = invocation.pid();
            known =
                    ProcessReference.of(pid)
                            .orElseThrow(() -> broken("client %d is gone".formatted(pid)));
            process = known;
        }
        return known;
    }

    @Override
    public void print(byte[] bytes) {
        print(1, bytes);
    }

    @Override
    public void printError(byte[] bytes) {
        print(2, bytes);
    }

    private void print(int descriptor, byte[] bytes) {
        for (int i = 0; i < bytes.length; i += PRINT_CHUNK_BYTES) {
            int length = Math.min(PRINT_CHUNK_BYTES, bytes.length - i);
            connection.send(new Message.Print(descriptor, ByteBuffer.wrap(bytes, i, length)));
        }
    }

    @Override
    public void log(byte[] line) {
        connection.sendLater(new Message.Log(ByteBuffer.wrap(line)));
    }

    @Override
    public void recoverWith(List<String> argv) {
        connection.send(new Message.Recovery(argv));
    }

    @Override
    public void makeNetwork() {
        connection.sendLater(new Message.MakeNetwork());
    }

    @Override
    public Launch launch(byte[] program) {
        connection.send(new Message.Launch(ByteBuffer.wrap(program)));
        FromClient message = connection.receive();
        if (message instanceof Message.Launched m) {
            return new SessionLaunch(connection, m.pid(), m.startTimeTicks());
        }
        if (message instanceof Message.Failed m) {
            throw new LaunchFailedException(failure(m));
        }
        throw unexpected(message);
    }

    @Override
    public void commitWhenReady(List<String> argv) {
        connection.send(new Message.Commit(argv));
    }

    @Override
    public void requirePresent() {
        if (connection.hasInput()) {
            // The engine has asked for nothing, so it is the end of the stream, or out of turn.
            throw unexpected(connection.receive());
        }
    }

    @Override
    public HookOutcome runHook(
            String path, List<String> argv, List<String> env, Duration timeout, byte[] stdin) {
        int timeoutMillis = Math.toIntExact(timeout.toMillis());
        connection.send(
                new Message.RunHook(path, argv, env, timeoutMillis, ByteBuffer.wrap(stdin)));
        return outcome(connection.receive());
    }

    /** HOOK_DONE, which nothing else may come in place of. */
    static HookOutcome outcome(FromClient message) {
        return switch (message) {
            case Message.HookDone m ->
                    new HookOutcome(kind(m.kind()), m.number(), text(m.output()));
            case FromClient m -> throw unexpected(m);
        };
    }

    @Override
    public boolean await(Predicate<Duration> wait, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            Duration left = Duration.ofNanos(end - System.nanoTime());
            if (!left.isPositive()) {
                return false;
            }
            connection.pause();
            try {
                if (wait.test(left.compareTo(TURN) < 0 ? left : TURN)) {
                    return true;
                }
            } finally {
                connection.resume();
            }
            requirePresent();
            if (leaving.getAsBoolean()) {
                throw new RequestException("the engine was told to leave: call again");
            }
        }
    }

    @Override
    public ProgramOutcome runProgram(List<String> argv) {
        connection.send(new Message.RunProgram(argv));
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        while (true) {
            switch (connection.receive()) {
                case Message.Output m -> append(output, m.bytes());
                case Message.HookDone m -> {
                    append(output, m.output());
                    return new ProgramOutcome(
                            kind(m.kind()),
                            m.number(),
                            output.toString(StandardCharsets.ISO_8859_1));
                }
                case FromClient m -> throw unexpected(m);
            }
        }
    }

    private static void append(ByteArrayOutputStream output, ByteBuffer bytes) {
        if (output.size() + bytes.remaining() > MAX_OUTPUT_BYTES) {
            throw new RequestException(
                    "a program that was to be run writes more than %d bytes"
                            .formatted(MAX_OUTPUT_BYTES));
        }
        output.writeBytes(bytes(bytes));
    }

    @Override
    public Channel channel() {
        return new SessionChannel(connection);
    }

    @Override
    public OptionalInt foreground(List<String> finishArgv, Duration linger, boolean subreaper) {
        int lingerMillis = Math.toIntExact(linger.toMillis());
        Message.Foreground foreground =
                new Message.Foreground(finishArgv, lingerMillis, subreaper ? 0 : NO_SUBREAPER);
        if (linger.isZero()) {
            connection.sendLater(foreground);
            return leave();
        }
        connection.send(foreground);
        if (!connection.await(linger, leaving)) {
            return leave();
        }
        return switch (connection.receive()) {
            case Message.InitExited m -> OptionalInt.of(m.waitStatus());
            case FromClient m -> throw unexpected(m);
        };
    }

    private OptionalInt leave() {
        connection.send(new Message.Leave());
        over = true;
        return OptionalInt.empty();
    }

    @Override
    public void listenForReadiness(Path directory, String address, int pid) {
        connection.send(new Message.ListenNotify(directory.toString(), address, pid));
        switch (connection.receive()) {
            case Message.NotifyListening m -> {
                if (m.number() != 0) {
                    throw new LaunchFailedException(
                            new LaunchFailure(
                                    LaunchFailure.CLIENT,
                                    LaunchFailure.Kind.ERRNO,
                                    m.number(),
                                    m.detail()));
                }
            }
            case FromClient m -> throw unexpected(m);
        }
    }

    @Override
    public void leaveOnKey(String keys) {
        connection.send(new Message.LeaveOnKey(keys));
    }

    @Override
    public void exitWhenReady() {
        awaitsReady = true;
    }

    @Override
    public List<OperationTime> operationTimes() {
        connection.send(new Message.GiveTimes());
        return switch (connection.receive()) {
            case Message.Times m -> OperationTime.decode(m.times());
            case FromClient m -> throw unexpected(m);
        };
    }

    /** Ends the session, unless it is over already. */
    void exit(int code) {
        if (!over) {
            connection.send(
                    awaitsReady && code == 0
                            ? new Message.ExitWhenReady(code)
                            : new Message.Exit(code));
            over = true;
        }
    }

    static LaunchFailure failure(Message.Failed m) {
        return new LaunchFailure(m.operation(), kind(m.kind()), m.number(), m.detail());
    }

    private static LaunchFailure.Kind kind(int number) {
        LaunchFailure.Kind[] kinds = LaunchFailure.Kind.values();
        if (number < 0 || number >= kinds.length) {
            throw broken("the client sent an unknown kind of failure, " + number);
        }
        return kinds[number];
    }

    /** A client that breaks the protocol is of no more use than one that is gone. */
    static ClientLostException unexpected(FromClient message) {
        return broken(
                "the client sent %s out of turn".formatted(message.getClass().getSimpleName()));
    }

    private static ClientLostException broken(String reason) {
        return new ClientLostException(reason, new ProtocolException(reason));
    }

    private static String text(ByteBuffer output) {
        return RawString.decode(bytes(output));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
