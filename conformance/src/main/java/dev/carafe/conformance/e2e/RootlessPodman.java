package dev.carafe.conformance.e2e;

import dev.carafe.conformance.harness.Command;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.SharedLab;
import java.nio.file.Path;
import java.util.List;

/**
 * Podman as an ordinary user, {@code nobody}, with subordinate ids that only these commands see.
 * There is no session of that user's: cgroups are managed by path, if at all.
 */
final class RootlessPodman extends Podman {

    private static final int USER = 65534;
    private static final int FIRST_SUBORDINATE = 100000;
    private static final int SUBORDINATES = 65536;

    private RootlessPodman(SharedLab shared) {
        super(shared);
    }

    static Podman prepare() {
        needPrograms();
        Host.needProgram("/usr/bin/newuidmap");
        Host.needProgram("/usr/bin/setpriv");
        SharedLab shared = new SharedLab();
        Lab lab = shared.lab();
        try {
            RootlessPodman podman = new RootlessPodman(shared);
            lab.file("subordinate", "%d:%d:%d\n".formatted(USER, FIRST_SUBORDINATE, SUBORDINATES));
            lab.subdirectory("xdg");
            lab.subdirectory("home");
            String image = Image.archive(lab).toString();
            lab.host("chown", "-R", "-h", USER + ":" + USER, lab.directory().toString()).run().ok();
            // Ends the process that holds the user namespace.
            lab.afterwards(() -> podman.call(lab, "system", "migrate"));
            return podman.load(image);
        } catch (RuntimeException | Error failure) {
            shared.close();
            throw failure;
        }
    }

    /** The user's id, and the first of the subordinate ones. */
    static List<String> ids() {
        return List.of(Integer.toString(USER), Integer.toString(FIRST_SUBORDINATE));
    }

    @Override
    CgroupManager cgroupManager() {
        return CgroupManager.CGROUPFS;
    }

    @Override
    Command command(Lab lab, String... words) {
        Path directory = home().directory();
        return super.command(lab, words)
                // That of a test's own is root's
                .in(directory)
                .via(
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        "mount --bind \"$0\" /etc/subuid && mount --bind \"$0\" /etc/subgid && exec \"$@\"",
                        directory.resolve("subordinate").toString(),
                        "/usr/bin/setpriv",
                        "--reuid=" + USER,
                        "--regid=" + USER,
                        "--clear-groups",
                        "--inh-caps=-all",
                        "env",
                        "--unset=CARAFE_ENGINE_DIR",
                        // Podman looks for subordinate ids by the name that is there
                        "--unset=USER",
                        "HOME=" + directory + "/home",
                        "XDG_RUNTIME_DIR=" + directory + "/xdg");
    }

    @Override
    List<String> parent() {
        return List.of();
    }
}
