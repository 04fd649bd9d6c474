package dev.carafe.conformance.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Command;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A kernel, or a sandbox, without one of the newer system calls: the runtime does without it, or
 * says which one is missing. The numbers are the same on all architectures.
 */
@Conformance
class OldKernelTest {

    @ParameterizedTest
    @CsvSource({
        "424,pidfd_send_signal",
        "428,open_tree",
        "429,move_mount",
        "430,fsopen",
        "431,fsconfig",
        "432,fsmount",
        "434,pidfd_open",
        "435,clone3",
        "436,close_range",
        "437,openat2",
        "442,mount_setattr",
    })
    void callThatIsMissingIsDoneWithoutOrNamed(int number, String name, Lab lab) {
        Host.needProgram("/usr/bin/python3");
        Bundle bundle =
                lab.bundle()
                        .mount("/data", "tmpfs", "tmpfs", "nosuid", "rro")
                        .bind(lab.subdirectory("source"), "/bound", "ro");
        Result result = without(number, lab, bundle.shell("echo fine").operation("run")).run();
        if (result.exitCode() == 0) {
            assertThat(result.out()).isEqualTo("fine\n");
        } else {
            result.refused(name);
        }
        assertThat(lab.runtime("list", "-q").run().ok().out()).isEmpty();
    }

    /** Sandboxes refuse these first. */
    @ParameterizedTest
    @Tag("carafe")
    @CsvSource({"435,clone3", "436,close_range"})
    void callThatManySandboxesRefuseIsDoneWithout(int number, String name, Lab lab) {
        Host.needProgram("/usr/bin/python3");
        Bundle bundle =
                lab.bundle()
                        .namespace("user")
                        .namespace("cgroup")
                        .merge(
                                """
                                {"linux":{"uidMappings":[{"containerID":0,"hostID":100000,"size":1000}],
                                          "gidMappings":[{"containerID":0,"hostID":100000,"size":1000}],
                                          "resources":{"pids":{"limit":77}}},
                                 "hooks":{"createRuntime":[{"path":"/bin/true"}],
                                          "startContainer":[{"path":"/bin/true"}]}}
                                """)
                        .shell("id -u; ls /proc/$$/fd; true");
        lab.host("chown", "-R", "100000:100000", bundle.rootfs().toString()).run().ok();
        Result result = without(number, lab, bundle.operation("run")).run().ok();
        assertThat(result.out().lines()).containsExactly("0", "0", "1", "2");
        assertThat(lab.runtime("list", "-q").run().ok().out()).as(name).isEmpty();
    }

    private static Command without(int number, Lab lab, Command command) {
        return command.via(
                "/usr/bin/python3",
                lab.helper("deny-call.py").toString(),
                Integer.toString(number));
    }
}
