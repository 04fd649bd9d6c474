package dev.carafe.conformance.e2e;

import dev.carafe.conformance.harness.Command;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.SharedLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** containerd with a state of its own; containers are made by {@code containerd-shim-runc-v2}. */
final class Containerd implements AutoCloseable {

    private static final String PROGRAM = "/usr/bin/containerd";
    private static final String CTR = "/usr/bin/ctr";

    private final SharedLab shared;
    private final Path directory;
    private Daemon daemon;

    private Containerd(SharedLab shared) {
        this.shared = shared;
        this.directory = shared.lab().directory();
        shared.lab()
                .file(
                        "config.toml",
                        """
                        version = 2
                        root = "%1$s/data"
                        state = "%1$s/state"
                        disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt",
                            "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs",
                            "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs"]
                        [grpc]
                        address = "%1$s/grpc"
                        [ttrpc]
                        address = "%1$s/ttrpc"
                        """
                                .formatted(directory));
        this.daemon = serve();
    }

    static Containerd start() {
        Host.needProgram(PROGRAM);
        Host.needProgram(CTR);
        SharedLab shared = new SharedLab();
        try {
            Containerd containerd = new Containerd(shared);
            Lab lab = shared.lab();
            containerd.ctr(lab, "image", "import", Image.archive(lab).toString()).run().ok();
            return containerd;
        } catch (RuntimeException | Error failure) {
            shared.close();
            throw failure;
        }
    }

    private Daemon serve() {
        return Daemon.start(
                shared.lab().host(PROGRAM, "--config", directory.resolve("config.toml").toString()),
                () ->
                        Files.exists(directory.resolve("grpc"))
                                && ctr(shared.lab(), "version").run().exitCode() == 0);
    }

    /** The namespace that all containers of this engine are in, and the cgroup above theirs. */
    String namespace() {
        return shared.lab().id();
    }

    /** A command of containerd's client. */
    Command ctr(Lab lab, String... words) {
        List<String> all =
                new ArrayList<>(List.of(CTR, "-a", directory + "/grpc", "-n", namespace()));
        all.addAll(Arrays.asList(words));
        return lab.host(all.toArray(String[]::new));
    }

    /**
     * {@code ctr run} of the image with the runtime under test; the container is removed
     * afterwards.
     */
    Command run(Lab lab, List<String> options, String id, String... command) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "run",
                                "--runc-binary",
                                lab.settings().runtime().toString(),
                                "--runc-root",
                                directory + "/runtime"));
        words.addAll(options);
        words.addAll(List.of(Image.NAME, id));
        words.addAll(Arrays.asList(command));
        lab.afterwards(() -> remove(lab, id));
        return ctr(lab, words.toArray(String[]::new));
    }

    private void remove(Lab lab, String id) {
        if (ctr(lab, "container", "info", id).run().exitCode() != 0) {
            return;
        }
        ctr(lab, "task", "rm", "--force", id).run();
        ctr(lab, "container", "rm", id).run().ok();
    }

    /** Stops the engine and starts it again; shims and containers stay. */
    void restart() {
        daemon.stop();
        daemon = serve();
    }

    /** The same, with an engine that is killed. */
    void crash() {
        daemon.kill();
        daemon = serve();
    }

    @Override
    public void close() {
        try (shared) {
            daemon.stop();
        }
    }
}
