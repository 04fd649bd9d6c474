package dev.carafe.conformance.e2e;

import dev.carafe.conformance.harness.Command;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Result;
import dev.carafe.conformance.harness.SharedLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** dockerd with a state of its own, no networks, and the runtime under test as its default. */
final class Docker implements AutoCloseable {

    /** The name under which the runtime is known to dockerd. */
    static final String RUNTIME = "tested";

    private static final String PROGRAM = "/usr/sbin/dockerd";
    private static final List<Path> CLIENTS =
            List.of(Path.of("/usr/bin/docker"), Path.of("/usr/local/bin/docker"));

    private final SharedLab shared;
    private final Path directory;
    private final String client;
    private Daemon daemon;

    private Docker(SharedLab shared, String client) {
        this.shared = shared;
        this.client = client;
        this.directory = shared.lab().directory();
        shared.lab()
                .file(
                        "daemon.json",
                        "{\"runtimes\":{\"%s\":{\"path\":%s}}}"
                                .formatted(
                                        RUNTIME,
                                        Json.text(shared.lab().settings().runtime().toString())));
        this.daemon = serve();
    }

    static Docker start() {
        Host.needProgram(PROGRAM);
        Path client =
                CLIENTS.stream().filter(Files::isExecutable).findFirst().orElse(CLIENTS.getFirst());
        Host.needProgram(client.toString());
        SharedLab shared = new SharedLab();
        try {
            Docker docker = new Docker(shared, client.toString());
            Lab lab = shared.lab();
            docker.command(lab, "load", "--input", Image.archive(lab).toString()).run().ok();
            return docker;
        } catch (RuntimeException | Error failure) {
            shared.close();
            throw failure;
        }
    }

    private Daemon serve() {
        return Daemon.start(
                shared.lab()
                        .host(
                                PROGRAM,
                                "--config-file",
                                directory + "/daemon.json",
                                "--data-root",
                                directory + "/data",
                                "--exec-root",
                                directory + "/exec",
                                "--pidfile",
                                directory + "/pid",
                                "--host",
                                "unix://" + directory + "/socket",
                                "--iptables=false",
                                "--ip6tables=false",
                                "--bridge=none",
                                "--live-restore",
                                "--exec-opt",
                                "native.cgroupdriver=cgroupfs",
                                "--cgroup-parent",
                                "/" + shared.lab().id(),
                                "--default-runtime",
                                RUNTIME),
                () -> command(shared.lab(), "version").run().exitCode() == 0);
    }

    /** A command of Docker's client. */
    Command command(Lab lab, String... words) {
        List<String> all =
                new ArrayList<>(List.of(client, "--host", "unix://" + directory + "/socket"));
        all.addAll(Arrays.asList(words));
        return lab.host(all.toArray(String[]::new)).with("DOCKER_CONFIG", directory + "/client");
    }

    /**
     * {@code docker run} of the image, named after the test; the container is removed afterwards.
     */
    Command run(Lab lab, List<String> options, String... command) {
        List<String> words =
                new ArrayList<>(List.of("run", "--name", lab.id(), "--network", "none"));
        words.addAll(options);
        words.add(Image.NAME);
        words.addAll(Arrays.asList(command));
        lab.afterwards(() -> command(lab, "rm", "--force", "--volumes", lab.id()).run());
        return command(lab, words.toArray(String[]::new));
    }

    /** Stops the engine and starts it again; {@code --live-restore} leaves containers alone. */
    void restart() {
        daemon.stop();
        daemon = serve();
    }

    /** Runs a command of the client to its end. */
    Result call(Lab lab, String... words) {
        return command(lab, words).run();
    }

    /**
     * Starts the test's container; its shell says {@code up} and stays until it is told to end,
     * with status 7.
     */
    void boot(Lab lab, String... options) {
        List<String> all = new ArrayList<>(List.of("--detach"));
        all.addAll(Arrays.asList(options));
        run(lab, all, "sh", "-c", "trap 'exit 7' TERM; echo up; while :; do sleep 0.1; done")
                .run()
                .ok();
    }

    /** What the engine knows of the test's container, by a template. */
    String inspect(Lab lab, String template) {
        return call(lab, "inspect", "--format", template, lab.id()).ok().out().strip();
    }

    /** Waits until the engine knows this of the test's container. */
    void awaitInspect(Lab lab, String template, String value) {
        Poll.until(
                template + " to be " + value,
                () -> inspect(lab, template).equals(value),
                () -> inspect(lab, template));
    }

    @Override
    public void close() {
        try (shared) {
            daemon.stop();
        }
    }
}
