package dev.carafe.conformance.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Command;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Leaks;
import dev.carafe.conformance.harness.Result;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    private static Bundle bundle(Lab lab) {
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

    private static Command asUser(Lab lab, Command command) {
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

    /** The same user's commands, from services of their own, on a container that stays. */
    @Tag("carafe") // an engine serves them, since they are many
    @Test
    void scopeOfTheUsersManagerIsUpdatedPausedAndEntered(Lab lab) {
        Bundle bundle = inAScope(lab, "{\"pids\":{\"limit\":17},\"memory\":{\"limit\":67108864}}");
        String runtime = lab.settings().runtime().toString();
        asUser(lab, lab.host(runtime, "engine", "start")).run().ok();
        lab.afterwards(() -> asUser(lab, lab.host(runtime, "engine", "stop")).run().ok());
        asUser(lab, bundle.staying().operation("run", "--detach")).run().ok();
        String cgroup =
                Host.text("/proc/" + lab.container(lab.id()).pid() + "/cgroup").substring(3);
        assertThat(cgroup)
                .startsWith("/user.slice/user-1000.slice/user@1000.service/")
                .endsWith("/lab-" + lab.id() + ".scope");

        command(lab, "update", "--memory=32m", "--pids-limit=21", "--cpuset-cpus=0");
        String updated = limits(cgroup);
        assertThat(updated).isEqualTo("33554432 21 0");
        asUser(lab, lab.host("systemctl", "--user", "daemon-reload")).run().ok();
        assertThat(limits(cgroup)).isEqualTo(updated);

        String hugePages =
                lab.file(
                                "r.json",
                                "{\"hugepageLimits\":[{\"pageSize\":\"2MB\",\"limit\":4194304}]}")
                        .toString();
        asUser(lab, lab.runtime("update", "--resources", hugePages, lab.id()))
                .run()
                .refused("hugetlb");

        command(lab, "pause");
        assertThat(Host.text("/sys/fs/cgroup" + cgroup + "/cgroup.events")).contains("frozen 1");
        command(lab, "resume");
        assertThat(Host.text("/sys/fs/cgroup" + cgroup + "/cgroup.events")).contains("frozen 0");
        assertThat(command(lab, "events", "--stats")).contains("\"limit\":21");
        Result exec =
                asUser(lab, lab.runtime("exec", lab.id(), "cat", "/proc/self/cgroup")).run().ok();
        assertThat(exec.out().strip()).isEqualTo("0::" + cgroup);

        command(lab, "delete", "--force");
        assertThat(Path.of("/sys/fs/cgroup" + cgroup)).doesNotExist();
    }

    private static Bundle inAScope(Lab lab, String resources) {
        Bundle bundle = bundle(lab).withoutNamespace("cgroup").withoutMount("/sys/fs/cgroup");
        lab.flag("--systemd-cgroup");
        return bundle.merge(
                "{\"linux\":{\"cgroupsPath\":\"user.slice:lab:%s\",\"resources\":%s}}"
                        .formatted(lab.id(), resources));
    }

    private static String command(Lab lab, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add(lab.id());
        return asUser(lab, lab.runtime(all.toArray(String[]::new))).run().ok().out();
    }

    private static String limits(String cgroup) {
        return Stream.of("memory.max", "pids.max", "cpuset.cpus")
                .map(file -> Host.text("/sys/fs/cgroup" + cgroup + "/" + file))
                .collect(Collectors.joining(" "));
    }

    @Test
    void controllerThatTheUsersManagerDoesNotHaveIsNamed(Lab lab) {
        Bundle bundle =
                inAScope(lab, "{\"hugepageLimits\":[{\"pageSize\":\"2MB\",\"limit\":4194304}]}");
        asUser(lab, bundle.operation("create")).run().refused("hugetlb");
        assertThat(Leaks.cgroups(lab)).isEmpty();
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
