package dev.carafe.conformance.e2e;

import dev.carafe.conformance.harness.Command;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.SharedLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** containerd with a state of its own; containers are made by {@code containerd-shim-runc-v2}. */
final class Containerd implements ContainerEngine {

    private static final String PROGRAM = "/usr/bin/containerd";
    private static final String CTR = "/usr/bin/ctr";

    private final SharedLab shared;
    private final Path directory;
    private final AtomicInteger executed = new AtomicInteger();
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

    @Override
    public Command run(Lab lab, List<String> options, String... command) {
        return run(lab, options, lab.id(), command);
    }

    /** The same for another container of the test's. */
    Command run(Lab lab, List<String> options, String id, String[] command) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "run",
                                "--runc-binary",
                                lab.settings().runtime().toString(),
                                "--runc-root",
                                directory + "/runtime"));
        if (CgroupManager.wanted() == CgroupManager.SYSTEMD) {
            String slice = CgroupManager.SYSTEMD.slice(shared.lab());
            words.addAll(List.of("--runc-systemd-cgroup", "--cgroup", slice + ":e2e:" + id));
        }
        words.addAll(options);
        words.addAll(List.of(Image.NAME, id));
        words.addAll(Arrays.asList(command));
        lab.afterwards(() -> remove(lab, id));
        return ctr(lab, words.toArray(String[]::new));
    }

    @Override
    public Command exec(Lab lab, List<String> options, String... command) {
        return exec(lab, options, lab.id(), command);
    }

    /** The same in another container of the test's. */
    Command exec(Lab lab, List<String> options, String id, String[] command) {
        List<String> words =
                new ArrayList<>(
                        List.of("task", "exec", "--exec-id", "e" + executed.incrementAndGet()));
        words.addAll(options);
        words.add(id);
        words.addAll(Arrays.asList(command));
        return ctr(lab, words.toArray(String[]::new));
    }

    @Override
    public Command onContainer(Lab lab, String... words) {
        List<String> all = new ArrayList<>(List.of("task"));
        all.addAll(Arrays.asList(words));
        all.add(lab.id());
        return ctr(lab, all.toArray(String[]::new));
    }

    @Override
    public List<String> withInput() {
        return List.of();
    }

    @Override
    public List<String> withTerminal() {
        return List.of("--tty");
    }

    @Override
    public int missingProgram() {
        return 1;
    }

    @Override
    public String resumeWord() {
        return "resume";
    }

    @Override
    public String status(Lab lab) {
        return column(lab, lab.id(), 2).toLowerCase(Locale.ROOT);
    }

    /** The pid of a container's init. */
    long pid(Lab lab, String id) {
        return Long.parseLong(column(lab, id, 1));
    }

    /** A column of the task's line in the list of tasks; {@code none} where there is no line. */
    private String column(Lab lab, String id, int column) {
        return ctr(lab, "task", "ls")
                .run()
                .ok()
                .out()
                .lines()
                .filter(line -> line.startsWith(id + " "))
                .map(line -> line.strip().split("\\s+", -1)[column])
                .findFirst()
                .orElse("none");
    }

    /** Waits until the test's container has a status. */
    void awaitStatus(Lab lab, String status) {
        Poll.until(
                "task " + lab.id() + " to be " + status,
                () -> status(lab).equals(status),
                () -> status(lab));
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
            CgroupManager.wanted().forget(shared.lab());
        }
    }
}
