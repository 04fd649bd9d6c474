package dev.carafe.conformance.e2e;

import dev.carafe.conformance.harness.Command;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.SharedLab;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Podman, which has no daemon, with storage and a configuration of its own. */
class Podman extends DockerCli {

    private static final String PROGRAM = "/usr/bin/podman";

    private final SharedLab shared;

    Podman(SharedLab shared) {
        this.shared = shared;
        configure();
        PodmanCgroups.enter();
    }

    static Podman prepare() {
        needPrograms();
        SharedLab shared = new SharedLab();
        try {
            return new Podman(shared).load(Image.archive(shared.lab()).toString());
        } catch (RuntimeException | Error failure) {
            shared.close();
            throw failure;
        }
    }

    static void needPrograms() {
        Host.needProgram(PROGRAM);
        Host.needProgram("/usr/bin/conmon");
    }

    final Podman load(String archive) {
        command(shared.lab(), "load", "--input", archive).run().ok();
        return this;
    }

    /** The lab that holds what is Podman's. */
    final Lab home() {
        return shared.lab();
    }

    /** How cgroups are managed. */
    CgroupManager cgroupManager() {
        return CgroupManager.wanted();
    }

    /**
     * A containers.conf with everything below the lab's directory. The limits are low, since
     * Podman's own may be above those of whoever runs the tests; soft as hard, since {@code play
     * kube} of 4.3 takes the one for the other.
     */
    private void configure() {
        home().file(
                        "containers.conf",
                        """
                        [containers]
                        default_ulimits = ["nofile=2048:2048", "nproc=4000:4000"]
                        [engine]
                        cgroup_manager = "%3$s"
                        events_logger = "file"
                        lock_type = "file"
                        infra_image = "%2$s"
                        runtime_supports_json = ["carafe", "crun", "runc"]
                        volume_path = "%1$s/volumes"
                        [network]
                        network_backend = "netavark"
                        network_config_dir = "%1$s/networks"
                        """
                                .formatted(
                                        home().directory(), Image.PAUSE, cgroupManager().word()));
    }

    @Override
    Command command(Lab lab, String... words) {
        String directory = home().directory().toString();
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
                                cgroupManager().word(),
                                "--events-backend",
                                "file",
                                "--runtime",
                                lab.settings().runtime().toString()));
        all.addAll(Arrays.asList(words));
        return lab.host(all.toArray(String[]::new))
                .with("CONTAINERS_CONF", directory + "/containers.conf");
    }

    @Override
    List<String> runOptions(List<String> options) {
        List<String> words = new ArrayList<>(parent());
        if (!options.contains("--pod") && !options.contains("--network")) {
            words.addAll(List.of("--network", "none"));
        }
        return words;
    }

    /** Options that put a container, or a pod, into a cgroup of the tests'. */
    List<String> parent() {
        return List.of("--cgroup-parent", cgroupManager().parent(home()));
    }

    @Override
    void remove(Lab lab) {
        call(lab, "rm", "--force", "--time", "0", "--ignore", "--volumes", lab.id());
    }

    @Override
    String fortyEightMebibytes() {
        return "50.33MB";
    }

    @Override
    public void close() {
        try (shared) {
            cgroupManager().forget(home());
        } finally {
            PodmanCgroups.leave();
        }
    }
}
