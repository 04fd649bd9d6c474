package dev.carafe.conformance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Command;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Podman as an ordinary user, {@code nobody}, with subordinate ids that only these commands see.
 */
@EndToEnd
class PodmanRootlessTest {

    private static final int USER = 65534;
    private static final int FIRST = 100000;
    private static final int COUNT = 65536;

    private static void prepare(Lab lab) {
        Host.needProgram(Podman.PROGRAM);
        Host.needProgram("/usr/bin/newuidmap");
        Host.needProgram("/usr/bin/setpriv");
        lab.file("subordinate", "%d:%d:%d\n".formatted(USER, FIRST, COUNT));
        lab.subdirectory("xdg");
        lab.subdirectory("home");
        Podman.configuration(lab);
        Path image = Image.archive(lab);
        lab.host("chown", "-R", "-h", USER + ":" + USER, lab.directory().toString()).run().ok();
        lab.afterwards(() -> {
            podman(lab, "rm", "--all", "--force", "--time", "0").run();
            // Ends the process that holds the user namespace.
            podman(lab, "system", "migrate").run();
        });
        podman(lab, "load", "--input", image.toString()).run().ok();
    }

    private static Command podman(Lab lab, String... words) {
        Path directory = lab.directory();
        return Podman.command(lab, directory, words)
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
                        "HOME=" + directory + "/home",
                        "XDG_RUNTIME_DIR=" + directory + "/xdg");
    }

    private static Command run(Lab lab, String option, String... command) {
        String[] words = new String[command.length + 6];
        words[0] = "run";
        words[1] = "--name";
        words[2] = lab.id();
        words[3] = "--network=none";
        words[4] = option;
        words[5] = Image.NAME;
        System.arraycopy(command, 0, words, 6, command.length);
        return podman(lab, words);
    }

    @Test
    void runIsRootInsideAndNobodyOutside(Lab lab) {
        prepare(lab);
        Result result =
                run(lab, "--rm", "sh", "-c", "id -u; cat /proc/self/uid_map; echo err >&2; exit 9")
                        .run()
                        .exited(9);
        assertThat(result.out())
                .startsWith("0\n")
                .contains(Integer.toString(USER), Integer.toString(FIRST));
    }

    @Test
    void containerThatIsDetachedIsExecutedInAndStopped(Lab lab) {
        prepare(lab);
        run(lab, "--detach", "sh", "-c", "trap 'exit 7' TERM; echo up; while :; do sleep 0.1; done")
                .run()
                .ok();
        podman(lab, "exec", lab.id(), "sh", "-c", "exit 5").run().exited(5);
        podman(lab, "exec", lab.id(), "nosuch").run().exited(127);
        podman(lab, "stop", lab.id()).run().ok();
        assertThat(
                        podman(lab, "inspect", "--format", "{{.State.Status}}", lab.id())
                                .run()
                                .ok()
                                .out())
                .isEqualTo("exited\n");
    }
}
