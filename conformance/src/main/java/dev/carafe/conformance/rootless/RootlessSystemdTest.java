package dev.carafe.conformance.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Command;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Leaks;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * An ordinary user's service below his systemd manager, to which systemd delegated a cgroup. {@code
 * as-user} is the virtual machine's: it runs a command in such a service of user 1000.
 */
@Tag("vm")
@Conformance
class RootlessSystemdTest {

    private static final String AS_USER = "/usr/local/bin/as-user";
    private static final String ID = "1000";

    /** A bundle of that user's. */
    static Bundle bundle(Lab lab) {
        Host.needProgram(AS_USER);
        // systemd gives no version 1 cgroups to users.
        Host.needUnified();
        return OrdinaryUser.of(lab)
                .bundle()
                .namespace("cgroup")
                .mount("/sys/fs/cgroup", "cgroup", "cgroup", "ro")
                .merge(
                        """
                        {"linux":{"uidMappings":[{"containerID":0,"hostID":%1$s,"size":1},
                                                 {"containerID":1,"hostID":100000,"size":65535}],
                                  "gidMappings":[{"containerID":0,"hostID":%1$s,"size":1},
                                                 {"containerID":1,"hostID":100000,"size":65535}]}}
                        """
                                .formatted(ID));
    }

    /** A command in a service of that user's. */
    static Command asUser(Lab lab, Command command) {
        lab.host("chown", "-R", "-h", ID + ":" + ID, lab.directory().toString()).run().ok();
        return command.via(AS_USER);
    }

    @Test
    void limitsHoldBesideTheUsersService(Lab lab) {
        Bundle bundle =
                bundle(lab)
                        .merge(
                                """
                                {"linux":{"resources":{"pids":{"limit":17},
                                                       "memory":{"limit":67108864},
                                                       "cpu":{"quota":20000,"period":100000}}}}
                                """)
                        .shell(
                                "cd /sys/fs/cgroup; cat pids.max memory.max cpu.max /proc/self/uid_map");
        List<String> lines = asUser(lab, bundle.operation("run")).run().ok().out().lines().toList();
        assertThat(lines.subList(0, 3)).containsExactly("17", "67108864", "20000 100000");
        assertThat(lines.get(4).strip().replaceAll(" +", " ")).isEqualTo("1 100000 65535");
    }

    @Test
    void withoutAUsersManagerTheScopeIsRefused(Lab lab) {
        Host.needSystemd();
        Host.needUnified();
        OrdinaryUser user = OrdinaryUser.of(lab);
        lab.flag("--systemd-cgroup");
        user.as(user.bundle().operation("create")).run().refused("bus");
        assertThat(Leaks.cgroups(lab)).isEmpty();
    }
}
