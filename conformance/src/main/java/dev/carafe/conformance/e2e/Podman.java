package dev.carafe.conformance.e2e;

import dev.carafe.conformance.harness.Command;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import dev.carafe.conformance.harness.SharedLab;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Podman, which has no daemon, with storage and a configuration of its own. */
final class Podman implements AutoCloseable {

    static final String PROGRAM = "/usr/bin/podman";

    private final SharedLab shared;
    private final Path directory;

    private Podman(SharedLab shared) {
        this.shared = shared;
        this.directory = shared.lab().directory();
        configuration(shared.lab());
    }

    static Podman prepare() {
        Host.needProgram(PROGRAM);
        Host.needProgram("/usr/bin/conmon");
        SharedLab shared = new SharedLab();
        try {
            Podman podman = new Podman(shared);
            Lab lab = shared.lab();
            podman.command(lab, "load", "--input", Image.archive(lab).toString()).run().ok();
            return podman;
        } catch (RuntimeException | Error failure) {
            shared.close();
            throw failure;
        }
    }

    /**
     * A containers.conf with everything below a lab's directory. The limits are low, since Podman's
     * own may be above those of whoever runs the tests; soft as hard, since {@code play kube} of
     * 4.3 takes the one for the other.
     */
    static Path configuration(Lab lab) {
        return lab.file(
                "containers.conf",
                """
                [containers]
                default_ulimits = ["nofile=2048:2048", "nproc=4000:4000"]
                [engine]
                cgroup_manager = "cgroupfs"
                events_logger = "file"
                lock_type = "file"
                infra_image = "%2$s"
                runtime_supports_json = ["carafe", "crun", "runc"]
                volume_path = "%1$s/volumes"
                [network]
                network_backend = "netavark"
                network_config_dir = "%1$s/networks"
                """
                        .formatted(lab.directory(), Image.PAUSE));
    }

    /** A command of Podman's. */
    Command command(Lab lab, String... words) {
        return command(lab, directory, words);
    }

    static Command command(Lab lab, Path directory, String... words) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                PROGRAM,
                                "--root",
                                directory + "/storage",
                                "--runroot",
                                directory + "/run",
                                "--tmpdir",
                                directory + "/tmp",
                                "--storage-driver",
                                "overlay",
                                "--cgroup-manager",
                                "cgroupfs",
                                "--events-backend",
                                "file",
                                "--runtime",
                                lab.settings().runtime().toString()));
        all.addAll(Arrays.asList(words));
        return lab.host(all.toArray(String[]::new))
                .with("CONTAINERS_CONF", directory + "/containers.conf");
    }

    /**
     * {@code podman run} of the image, named after the test; the container is removed afterwards.
     */
    Command run(Lab lab, List<String> options, String... command) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "run",
                                "--name",
                                lab.id(),
                                "--cgroup-parent",
                                "/" + shared.lab().id()));
        if (!options.contains("--pod") && !options.contains("--network")) {
            words.addAll(List.of("--network", "none"));
        }
        words.addAll(options);
        words.add(Image.NAME);
        words.addAll(Arrays.asList(command));
        lab.afterwards(() ->
                command(lab, "rm", "--force", "--time", "0", "--ignore", "--volumes", lab.id())
                        .run());
        return command(lab, words.toArray(String[]::new));
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

    @Override
    public void close() {
        shared.close();
    }
}
