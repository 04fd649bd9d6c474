package dev.carafe.conformance.e2e;

import dev.carafe.conformance.harness.Command;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.SharedLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * dockerd with a state of its own, no networks, and the runtime under test as its default;
 * experimental for the sake of {@code docker checkpoint}.
 */
final class Docker extends DockerCli {

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
                        "{\"experimental\":true,\"runtimes\":{\"%s\":{\"path\":%s}}}"
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
                                "native.cgroupdriver=" + CgroupManager.wanted().word(),
                                "--cgroup-parent",
                                CgroupManager.wanted().parent(shared.lab()),
                                "--default-runtime",
                                RUNTIME),
                () -> command(shared.lab(), "version").run().exitCode() == 0);
    }

    @Override
    Command command(Lab lab, String... words) {
        List<String> all =
                new ArrayList<>(List.of(client, "--host", "unix://" + directory + "/socket"));
        all.addAll(Arrays.asList(words));
        return lab.host(all.toArray(String[]::new)).with("DOCKER_CONFIG", directory + "/client");
    }

    @Override
    List<String> runOptions(List<String> options) {
        return List.of("--network", "none");
    }

    @Override
    void remove(Lab lab) {
        call(lab, "rm", "--force", "--volumes", lab.id());
    }

    @Override
    String fortyEightMebibytes() {
        return "48MiB";
    }

    /** Stops the engine and starts it again; {@code --live-restore} leaves containers alone. */
    void restart() {
        daemon.stop();
        daemon = serve();
    }

    @Override
    public void close() {
        try (shared) {
            daemon.stop();
            CgroupManager.wanted().forget(shared.lab());
        }
    }
}
