package dev.carafe.engine;

import dev.carafe.linux.HostFactsProbe;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

/**
 * Sessions like those that engines serve, so that the JVM can write an AOT cache of what they need;
 * {@code lib/carafe/train.sh} runs it when a dist tree is made. A shell that reads the gate takes
 * init's place, so nothing is needed that a container would need.
 */
final class Training {
    /** The engine has to be warm for its profiles to be worth keeping. */
    private static final int ROUNDS = 40;

    private static final List<String> SPEC = List.of("spec");
    private static final List<String> ROOTLESS_SPEC = List.of("spec", "--rootless");
    private static final List<List<String>> WITHOUT_CONTAINER =
            List.of(List.of("--version"), List.of("plan"), List.of("list"));

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

    private Training() {}

    /**
     * Serves a number of sessions.
     *
     * @param directory a new one, where a bundle is made
     * @return empty, or why none of them made a container: control groups that cannot be written,
     *     say. A cache of the rest is better than none, and containers start more slowly with it
     * @throws IOException when a session without a container fails
     */
    static Optional<String> run(Path directory) throws IOException, InterruptedException {
        // Loads what the engine's first step needs; there is no channel here.
        System.inheritedChannel();
        UnixDomainSocketAddress address =
                UnixDomainSocketAddress.of(directory.resolve("engine.sock"));
        Path bundle = Files.createDirectories(directory.resolve("bundle"));
        Files.createDirectories(bundle.resolve("rootfs"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            int pid = (int) ProcessHandle.current().pid();
            boolean isRoot = new HostFactsProbe().probe(pid).uid() == 0;
            session(server, address, bundle, isRoot ? SPEC : ROOTLESS_SPEC);
            adapt(bundle.resolve("config.json"));
            Optional<String> reason = Optional.empty();
            for (int i = 0; i < ROUNDS; i++) {
                String id = "carafe-training-" + pid + "-" + i;
                for (List<String> arguments : WITHOUT_CONTAINER) {
                    session(server, address, bundle, arguments);
                }
                if (reason.isEmpty()) {
                    reason = container(server, address, bundle, id);
                }
            }
            if (isResidentEngine()) {
                SameCallerCheck check = SameCallerCheck.create();
                try (SocketChannel _ = SocketChannel.open(address);
                        SocketChannel peer = server.accept()) {
                    check.objection(peer).ifPresent(System.err::println);
                }
            }
            return reason;
        }
    }

    /** A container's life; returns why it was short. */
    private static Optional<String> container(
            ServerSocketChannel server, UnixDomainSocketAddress address, Path bundle, String id)
            throws IOException, InterruptedException {
        try {
            for (List<String> arguments : life(id)) {
                session(server, address, bundle, arguments);
            }
            return Optional.empty();
        } catch (IOException e) {
            session(server, address, bundle, List.of("delete", "--force", id));
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static void adapt(Path config) throws IOException {
        Files.writeString(
                config,
                Files.readString(config)
                        .replaceFirst("\"terminal\": true", "\"terminal\": false")
                        .replaceFirst("\"linux\": \\{", PROFILE));
    }

    /** Only the resident engine's JVM lets us to a channel's descriptor number. */
    private static boolean isResidentEngine() {
        return Object.class.getModule().isExported("sun.nio.ch", Training.class.getModule());
    }

    private static List<List<String>> life(String id) {
        return List.of(
                List.of("create", id),
                List.of("state", id),
                List.of("start", id),
                List.of("exec", id, "true"),
                List.of("kill", id, "KILL"),
                List.of("delete", "--force", id),
                List.of("run", id));
    }

    private static void session(
            ServerSocketChannel server,
            UnixDomainSocketAddress address,
            Path bundle,
            List<String> arguments)
            throws IOException, InterruptedException {
        List<String> argv =
                arguments.getFirst().startsWith("-")
                        ? List.of("carafe", arguments.getFirst())
                        : globals(bundle.resolveSibling("root"), arguments);
        Path container = bundle.resolveSibling("root").resolve(arguments.getLast());
        List<String> finish = session(server, address, new TrainingClient(bundle, container), argv);
        if (!finish.isEmpty()) {
            List<String> finished =
                    Stream.concat(finish.stream(), Stream.of("--status", "0")).toList();
            session(server, address, new TrainingClient(bundle, container), finished);
        }
    }

    private static List<String> session(
            ServerSocketChannel server,
            UnixDomainSocketAddress address,
            TrainingClient client,
            List<String> argv)
            throws IOException, InterruptedException {
        SocketChannel peer = SocketChannel.open(address);
        FutureTask<List<String>> caller = new FutureTask<>(() -> client.run(peer, argv));
        SocketChannel engine = server.accept();
        Thread.ofPlatform().start(caller);
        Main.serveOne(engine);
        try {
            return caller.get();
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        }
    }

    private static List<String> globals(Path root, List<String> arguments) {
        return Stream.concat(Stream.of("carafe", "--root", root.toString()), arguments.stream())
                .toList();
    }
}
