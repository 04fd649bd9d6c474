package dev.carafe.engine;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

/**
 * Sessions between two threads of this JVM, one of which plays the client: they load, initialise
 * and compile what sessions need. There is a bundle for them whose configuration is like those that
 * engines write.
 *
 * @param directory what is theirs alone, and gone in the end but for what sessions put there
 * @param server where the client connects
 * @param host serves one session
 */
record PrivateSessions(Path directory, ServerSocketChannel server, Host host) implements Closeable {
    private static final String SOCKET = "engine.sock";
    private static final String CONFIG = "config.json";

    /** As engines send them: several architectures, conditions, calls that are unknown. */
    private static final String PROFILE =
            """
            "linux": {
              "seccomp": {
                "defaultAction": "SCMP_ACT_ERRNO",
                "defaultErrnoRet": 1,
                "architectures": ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"],
                "syscalls": [
                  {"action": "SCMP_ACT_ALLOW", "names": ["read", "write", "no_such_call"]},
                  {"action": "SCMP_ACT_ERRNO", "errnoRet": 38, "names": ["clone3"]},
                  {"action": "SCMP_ACT_ALLOW", "names": ["clone"], "args": [
                    {"index": 0, "value": 2114060288, "op": "SCMP_CMP_MASKED_EQ"}]}
                ]
              },
            """;

    /** The engine's end of a session. */
    @FunctionalInterface
    interface Host {
        void serve(SocketChannel client) throws IOException;
    }

    /**
     * Makes the bundle, which is the first session's work.
     *
     * @param directory one that is there; what a killed engine has left in it is replaced
     * @param specFlags of {@code spec}
     */
    static PrivateSessions open(Path directory, List<String> specFlags, Host host)
            throws IOException, InterruptedException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        PrivateSessions sessions = new PrivateSessions(directory, server, host);
        try {
            Files.deleteIfExists(sessions.address().getPath());
            server.bind(sessions.address());
            Files.createDirectories(sessions.bundle().resolve("rootfs"));
            Files.deleteIfExists(sessions.bundle().resolve(CONFIG));
            sessions.run(Stream.concat(Stream.of("spec"), specFlags.stream()).toList());
            adapt(sessions.bundle().resolve(CONFIG));
            return sessions;
        } catch (IOException | InterruptedException | RuntimeException e) {
            sessions.close();
            throw e;
        }
    }

    private static void adapt(Path config) throws IOException {
        Files.writeString(
                config,
                Files.readString(config)
                        .replaceFirst("\"terminal\": true", "\"terminal\": false")
                        .replaceFirst("\"linux\": \\{", PROFILE));
    }

    UnixDomainSocketAddress address() {
        return UnixDomainSocketAddress.of(directory.resolve(SOCKET));
    }

    /** The client's working directory. */
    Path bundle() {
        return directory.resolve("bundle");
    }

    /**
     * Has a command line run to its end, below a root of these sessions.
     *
     * @throws IOException when it fails
     */
    void run(List<String> arguments) throws IOException, InterruptedException {
        Path root = directory.resolve("root");
        List<String> argv =
                arguments.getFirst().startsWith("-")
                        ? List.of("carafe", arguments.getFirst())
                        : Stream.concat(
                                        Stream.of("carafe", "--root", root.toString()),
                                        arguments.stream())
                                .toList();
        Path container = root.resolve(arguments.getLast());
        List<String> finish = session(new TrainingClient(bundle(), container), argv);
        if (!finish.isEmpty()) {
            List<String> finished =
                    Stream.concat(finish.stream(), Stream.of("--status", "0")).toList();
            session(new TrainingClient(bundle(), container), finished);
        }
    }

    private List<String> session(TrainingClient client, List<String> argv)
            throws IOException, InterruptedException {
        SocketChannel peer = SocketChannel.open(address());
        FutureTask<List<String>> caller = new FutureTask<>(() -> client.run(peer, argv));
        SocketChannel engine = server.accept();
        Thread.ofPlatform().start(caller);
        host.serve(engine);
        try {
            return caller.get();
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(address().getPath());
        Files.deleteIfExists(bundle().resolve(CONFIG));
        Files.deleteIfExists(bundle().resolve("rootfs"));
        Files.deleteIfExists(bundle());
    }
}
