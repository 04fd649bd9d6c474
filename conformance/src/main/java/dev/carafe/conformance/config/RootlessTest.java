package dev.carafe.conformance.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Command;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Result;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * An ordinary user, without subordinate ids or a delegated cgroup, as {@code spec --rootless} has
 * it.
 */
@Conformance
class RootlessTest {

    private static final String SETPRIV = "/usr/bin/setpriv";
    private static final String UID = "65534";

    private static Bundle bundle(Lab lab) {
        Host.needProgram(SETPRIV);
        Bundle bundle =
                lab.bundle()
                        .namespace("user")
                        .withoutMount("/dev/pts")
                        .mount(
                                "/dev/pts",
                                "devpts",
                                "devpts",
                                "nosuid",
                                "noexec",
                                "newinstance",
                                "ptmxmode=0666",
                                "mode=0620")
                        .merge(
                                """
                                {"linux":{"resources":null,
                                          "uidMappings":[{"containerID":0,"hostID":%1$s,"size":1}],
                                          "gidMappings":[{"containerID":0,"hostID":%1$s,"size":1}]}}
                                """
                                        .formatted(UID));
        lab.subdirectory("xdg");
        return bundle;
    }

    private static Command as(Lab lab, Command command) {
        lab.host("chown", "-R", "-h", UID + ":" + UID, lab.directory().toString()).run().ok();
        return command.via(
                        SETPRIV,
                        "--reuid",
                        UID,
                        "--regid",
                        UID,
                        "--clear-groups",
                        "--inh-caps=-all")
                .with("XDG_RUNTIME_DIR", lab.directory().resolve("xdg").toString());
    }

    @Test
    void containerRunsAndItsRootIsTheUser(Lab lab) {
        Bundle bundle =
                bundle(lab)
                        .shell("id -u; cat /proc/self/uid_map; hostname; echo x >/written; exit 3");
        Result result = as(lab, bundle.operation("run")).run().exited(3);
        assertThat(result.out().replaceAll(" +", " ")).isEqualTo("0\n 0 " + UID + " 1\nbox\n");
        assertThat(bundle.rootfs().resolve("written")).hasContent("x");
    }

    @Test
    void lifecycleWorks(Lab lab) {
        Bundle bundle = bundle(lab).staying();
        as(lab, bundle.operation("create")).run().ok();
        as(lab, lab.runtime("start", lab.id())).run().ok();
        assertThat(
                        Json.parse(as(lab, lab.runtime("state", lab.id())).run().ok().out())
                                .path("status")
                                .asString())
                .isEqualTo("running");
        as(lab, lab.runtime("kill", lab.id(), "KILL")).run().ok();
        Poll.until(
                "stopped",
                () -> as(lab, lab.runtime("state", lab.id())).run().out().contains("stopped"));
        as(lab, lab.runtime("delete", lab.id())).run().ok();
    }

    @Test
    void devicesAndMasksAreThere(Lab lab) {
        Bundle bundle =
                bundle(lab)
                        .shell(
                                "echo x >/dev/null; head -c 3 /dev/zero | wc -c; cat /proc/keys 2>/dev/null | wc -c; touch /proc/sys/x 2>/dev/null || echo refused");
        assertThat(as(lab, bundle.operation("run")).run().ok().out()).isEqualTo("3\n0\nrefused\n");
    }

    @Test
    void withoutAUserNamespaceItIsAnError(Lab lab) {
        Host.needProgram(SETPRIV);
        as(lab, lab.bundle().operation("create")).run().refused();
    }

    @Test
    void filesOfTheHostsRootStayOutOfReach(Lab lab) throws IOException {
        Bundle bundle =
                bundle(lab)
                        .bind(Path.of("/etc"), "/mnt")
                        .shell("cat /mnt/shadow 2>/dev/null || echo refused");
        assertThat(as(lab, bundle.operation("run")).run().ok().out()).isEqualTo("refused\n");
    }
}
