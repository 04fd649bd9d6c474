package dev.carafe.lifecycle;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.CgroupMode;
import dev.carafe.linux.CgroupMounts;
import dev.carafe.linux.Fifo;
import dev.carafe.linux.HostFacts;
import dev.carafe.linux.ProcessReference;
import dev.carafe.linux.SecurityModules;
import dev.carafe.seccomp.SystemCallFilters;
import dev.carafe.spec.Hook;
import dev.carafe.state.ContainerStore;
import dev.carafe.state.Intent;
import dev.carafe.state.LockedContainer;
import dev.carafe.state.StoredContainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A store in a temporary directory, control groups in memory, real processes, a scripted client.
 */
final class TestSite implements AutoCloseable {
    /** For a script of {@link #created}: what init says right before it executes the process. */
    static final String EXECUTING = "printf '\\xff\\xff\\xff\\xff' >&3; ";

    static final String CONFIG =
            """
            {
              "ociVersion": "1.3.0",
              "process": {"user": {"uid": 0, "gid": 0}, "args": ["/bin/true"], "cwd": "/"},
              "root": {"path": "rootfs"},
              "hooks": {
                "prestart": [{"path": "/hook/prestart"}],
                "createRuntime": [{"path": "/hook/createRuntime"}],
                "poststop": [{"path": "/hook/poststop"}]
              },
              "annotations": {"a": "b"},
              "linux": {
                "resources": {"memory": {"limit": 1048576}},
                "namespaces": [{"type": "pid"}, {"type": "mount"}]
              }
            }
            """;

    final Path root;
    final Path bundle;
    final ScriptedClient client;
    final FakeCgroups cgroups = new FakeCgroups();
    final List<String> warnings = new ArrayList<>();
    final Site site;
    private final List<Process> processes = new ArrayList<>();

    TestSite(Path directory) throws IOException {
        root = directory.resolve("containers");
        bundle = Files.createDirectories(directory.resolve("bundle"));
        Files.createDirectories(bundle.resolve("rootfs"));
        Files.writeString(bundle.resolve("config.json"), CONFIG);
        client = new ScriptedClient(bundle, "carafe");
        site =
                new Site(
                        client,
                        new ContainerStore(root),
                        cgroups,
                        new ConfigCache(),
                        SystemCallFilters.cachedIn(Optional.empty(), () -> 0),
                        facts(),
                        Clock.fixed(Instant.parse("2026-11-21T05:49:50Z"), ZoneOffset.UTC),
                        new Collected(),
                        List.of("carafe", "--root", root.toString()));
    }

    private final class Collected implements Diagnostics {
        @Override
        public void warn(String message) {
            warnings.add(message);
        }

        @Override
        public boolean isDebugging() {
            return false;
        }

        @Override
        public void debug(String message) {}
    }

    static HostFacts facts() {
        CgroupMounts mounts =
                new CgroupMounts(
                        CgroupMode.V2,
                        Map.of(),
                        Optional.of(Path.of("/sys/fs/cgroup")),
                        Map.of(),
                        Optional.of("/"));
        return new HostFacts(
                0,
                0,
                -1L,
                40,
                false,
                mounts,
                SecurityModules.NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    CreateRequest request(String id) {
        return new CreateRequest(
                id,
                bundle,
                "config.json",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                true,
                true);
    }

    /** A process that ends with the test. */
    Process process(String... command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        processes.add(process);
        return process;
    }

    Process sleep() throws IOException {
        return process("sleep", "1000");
    }

    static ProcessReference reference(Process process) {
        return ProcessReference.of((int) process.pid()).orElseThrow();
    }

    /** Has the next launch give this process and these events. */
    void launches(Process process, LaunchEvent... events) {
        client.launches = program -> new ScriptedLaunch(client, process, events);
    }

    /** Stores a container as create does, without a gate: it is running while the process lives. */
    void store(String id, ProcessReference init, String pidNamespace, Hook... poststart) {
        CgroupDirectories groups = cgroups.resolve(null, id, Map.of()).directories();
        cgroups.existing.add(groups.v2().orElseThrow());
        ProcessReference self =
                ProcessReference.of((int) ProcessHandle.current().pid()).orElseThrow();
        Intent intent =
                new Intent(Intent.Action.CREATE, self, groups, List.of(), Optional.of(init));
        try (LockedContainer locked = site.store().claim(id, intent)) {
            locked.save(
                    new StoredContainer(
                            "1.3.0",
                            id,
                            bundle.toString(),
                            bundle.resolve("rootfs").toString(),
                            init,
                            "2026-11-21T05:49:50Z",
                            0,
                            Map.of("a", "b"),
                            groups,
                            pidNamespace.isEmpty() ? Map.of() : Map.of("pid", pidNamespace),
                            List.of(poststart),
                            List.of(new Hook("/hook/poststop", List.of(), List.of(), null)),
                            Map.of(7, "/process/args", 6, "/hooks/startContainer/0"),
                            "config.json",
                            digest(),
                            List.of(),
                            true,
                            List.of()));
        }
    }

    private String digest() {
        try {
            return ConfigText.read(bundle, "config.json").digest();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A container with a pid namespace of its own, as far as its record says. */
    ProcessReference running(String id) throws IOException {
        ProcessReference init = reference(sleep());
        store(id, init, "/proc/" + init.pid() + "/ns/pid");
        return init;
    }

    /** A container whose process has ended. */
    void stopped(String id) throws IOException {
        Process process = sleep();
        ProcessReference init = reference(process);
        store(id, init, "/proc/" + init.pid() + "/ns/pid");
        process.destroyForcibly().onExit().join();
    }

    /**
     * A created container: a shell holds the gate open for reading and, once the state came, runs a
     * script with the report as descriptor 3.
     */
    ProcessReference created(String id, String afterGate, Hook... poststart) throws IOException {
        Process shell = shellAtGate(id, afterGate);
        ProcessReference init = reference(shell);
        store(id, init, "/proc/" + init.pid() + "/ns/pid", poststart);
        Fifo.make(root.resolve(id).resolve("gate"), 0600);
        Fifo.make(root.resolve(id).resolve("report"), 0600);
        awaitGate(id);
        return init;
    }

    /** The shell of {@link #created}; the FIFOs may be made later. */
    Process shellAtGate(String id, String afterGate) throws IOException {
        Path directory = root.resolve(id);
        Path gate = directory.resolve("gate");
        Path report = directory.resolve("report");
        return process(
                "bash",
                "-c",
                "while ! [ -p %s ]; do sleep 0.01; done; exec 4<>%s 3<>%s; exec 5>%s 3>&-; exec 3>&5 5>&-; head -c 4 <&4 >/dev/null; %s"
                        .formatted(report, gate, report, report, afterGate));
    }

    /** Waits until somebody reads the gate. */
    void awaitGate(String id) {
        Path gate = root.resolve(id).resolve("gate");
        while (true) {
            var writer = Fifo.openForWriting(gate);
            if (writer.isPresent()) {
                writer.get().close();
                return;
            }
            Thread.onSpinWait();
        }
    }

    boolean exists(String id) {
        return Files.exists(root.resolve(id));
    }

    @Override
    public void close() {
        processes.forEach(process -> process.destroyForcibly().onExit().join());
    }
}
