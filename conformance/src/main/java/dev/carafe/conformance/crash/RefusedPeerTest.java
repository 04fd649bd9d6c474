package dev.carafe.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Command;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An engine serves only who could do the same without it; everybody else goes one-shot. */
@Tag("carafe")
@Tag("crash")
@Conformance
class RefusedPeerTest {

    @ParameterizedTest
    @CsvSource({
        "mnt namespace,unshare --mount",
        "pid namespace,unshare --pid --fork --mount-proc",
        "cgroup namespace,unshare --cgroup",
        "additional groups,setpriv --groups 4711",
        "bounding capabilities,setpriv --bounding-set -mknod",
        "no-new-privileges,setpriv --no-new-privs"
    })
    void callerThatDiffersIsNotServed(String difference, String command, Lab lab) {
        Engine.start(lab);
        assertRefused(lab, difference, command.split(" ", -1));
    }

    @Test
    void callerInAUserNamespaceIsNotServed(Lab lab) {
        Engine.start(lab);
        assertRefused(lab, "namespace", "unshare", "--user", "--map-root-user");
    }

    @Test
    void callerUnderASeccompFilterIsNotServed(Lab lab) {
        Host.needProgram("/usr/bin/python3");
        Engine.start(lab);
        String filter = lab.helper("allow-all-filter.py").toString();
        assertRefused(lab, "seccomp mode", "/usr/bin/python3", filter);
    }

    @Test
    void callerWithAnotherRootDirectoryIsNotServed(Lab lab) {
        Engine.start(lab);
        Path root = lab.subdirectory("otherroot");
        bind(lab, Path.of("/"), root);
        bind(lab, Path.of("/proc"), root.resolve("proc"));
        bind(lab, Path.of("/dev"), root.resolve("dev"));
        Command list = lab.runtime("list", "-q").via("chroot", root.toString());
        list.with("CARAFE_ENGINE", "resident").run().refused("root directory");
        lab.runtime("list", "-q").via("chroot", root.toString()).run().ok();
    }

    @Test
    void callerThatIsTheSameIsServed(Lab lab) {
        Engine.start(lab);
        lab.runtime("list").with("CARAFE_ENGINE", "resident").run().ok();
    }

    private static void assertRefused(Lab lab, String difference, String... wrapper) {
        Container container = lab.bundle().create();
        lab.runtime("state", lab.id())
                .via(wrapper)
                .with("CARAFE_SHORTCUTS", "0")
                .with("CARAFE_ENGINE", "resident")
                .run()
                .refused(difference);
        assertThat(lab.runtime("list", "-q").via(wrapper).run().ok().out())
                .isEqualTo(lab.id() + "\n");
        container.delete("--force").ok();
    }

    private static void bind(Lab lab, Path from, Path to) {
        lab.host("mount", "--bind", from.toString(), to.toString()).run().ok();
        lab.host("mount", "--make-private", to.toString()).run().ok();
        lab.afterwards(() -> lab.host("umount", "-l", to.toString()).run().ok());
    }
}
