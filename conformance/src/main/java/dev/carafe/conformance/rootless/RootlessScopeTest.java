package dev.carafe.conformance.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
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
 * Scopes of an ordinary user's systemd manager. Not among the tests of the quick run: a command in
 * a service of its own takes seconds there.
 */
@Conformance
class RootlessScopeTest {

    /** The same user's commands, from services of their own, on a container that stays. */
    @Tag("carafe") // an engine serves them, since they are many
    @Test
    void scopeOfTheUsersManagerIsUpdatedPausedAndEntered(Lab lab) {
        Bundle bundle = inAScope(lab, "{\"pids\":{\"limit\":17},\"memory\":{\"limit\":67108864}}");
        String runtime = lab.settings().runtime().toString();
        RootlessSystemdTest.asUser(lab, lab.host(runtime, "engine", "start")).run().ok();
        lab.afterwards(() ->
                RootlessSystemdTest.asUser(lab, lab.host(runtime, "engine", "stop")).run().ok());
        RootlessSystemdTest.asUser(
                        lab, bundle.args("/bin/sleep", "1000").operation("run", "--detach"))
                .run()
                .ok();
        String cgroup =
                Host.text("/proc/" + lab.container(lab.id()).pid() + "/cgroup").substring(3);
        assertThat(cgroup)
                .startsWith("/user.slice/user-1000.slice/user@1000.service/")
                .endsWith("/lab-" + lab.id() + ".scope");

        command(lab, "update", "--memory=32m", "--pids-limit=21", "--cpuset-cpus=0");
        String updated = limits(cgroup);
        assertThat(updated).isEqualTo("33554432 21 0");
        RootlessSystemdTest.asUser(lab, lab.host("systemctl", "--user", "daemon-reload"))
                .run()
                .ok();
        assertThat(limits(cgroup)).isEqualTo(updated);

        String hugePages =
                lab.file(
                                "r.json",
                                "{\"hugepageLimits\":[{\"pageSize\":\"2MB\",\"limit\":4194304}]}")
                        .toString();
        RootlessSystemdTest.asUser(lab, lab.runtime("update", "--resources", hugePages, lab.id()))
                .run()
                .refused("hugetlb");

        command(lab, "pause");
        assertThat(Host.text("/sys/fs/cgroup" + cgroup + "/cgroup.events")).contains("frozen 1");
        command(lab, "resume");
        assertThat(Host.text("/sys/fs/cgroup" + cgroup + "/cgroup.events")).contains("frozen 0");
        assertThat(command(lab, "events", "--stats")).contains("\"limit\":21");
        Result exec =
                RootlessSystemdTest.asUser(
                                lab, lab.runtime("exec", lab.id(), "cat", "/proc/self/cgroup"))
                        .run()
                        .ok();
        assertThat(exec.out().strip()).isEqualTo("0::" + cgroup);

        command(lab, "delete", "--force");
        assertThat(Path.of("/sys/fs/cgroup" + cgroup)).doesNotExist();
    }

    private static Bundle inAScope(Lab lab, String resources) {
        Bundle bundle =
                RootlessSystemdTest.bundle(lab)
                        .withoutNamespace("cgroup")
                        .withoutMount("/sys/fs/cgroup");
        lab.flag("--systemd-cgroup");
        return bundle.merge(
                "{\"linux\":{\"cgroupsPath\":\"user.slice:lab:%s\",\"resources\":%s}}"
                        .formatted(lab.id(), resources));
    }

    private static String command(Lab lab, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add(lab.id());
        return RootlessSystemdTest.asUser(lab, lab.runtime(all.toArray(String[]::new)))
                .run()
                .ok()
                .out();
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
        RootlessSystemdTest.asUser(lab, bundle.operation("create")).run().refused("hugetlb");
        assertThat(Leaks.cgroups(lab)).isEmpty();
    }
}
