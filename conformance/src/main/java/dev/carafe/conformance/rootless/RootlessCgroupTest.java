package dev.carafe.conformance.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Leaks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Cgroups of an ordinary user: where a subtree is his, they are as root's; elsewhere only a
 * container that asked for nothing may do without.
 */
@Tag("vm")
@Conformance
class RootlessCgroupTest {

    private static final String LIMITS =
            "{\"linux\":{\"resources\":{\"pids\":{\"limit\":17},\"memory\":{\"limit\":67108864}}}}";

    private static final String READ_LIMITS =
            "cd /sys/fs/cgroup; cat pids.max memory.max 2>/dev/null || cat pids/pids.max memory/memory.limit_in_bytes";

    private static Bundle withCgroupMount(OrdinaryUser user, String... options) {
        return user.bundle().mount("/sys/fs/cgroup", "cgroup", "cgroup", options);
    }

    @Test
    void withoutALimitNoCgroupIsNeeded(Lab lab) throws IOException {
        OrdinaryUser user = OrdinaryUser.of(lab);
        user.as(user.bundle().staying().operation("run", "--detach")).run().ok();
        long pid = lab.container(lab.id()).pid();
        assertThat(Files.readString(Path.of("/proc/" + pid + "/cgroup")))
                .isEqualTo(Files.readString(Path.of("/proc/self/cgroup")));
        user.runtime("delete", "--force", lab.id()).run().ok();
    }

    @Test
    void limitWithoutPermissionIsRefused(Lab lab) {
        OrdinaryUser user = OrdinaryUser.of(lab);
        user.as(user.bundle().merge(LIMITS).operation("create")).run().refused("cgroup");
        assertThat(lab.runtime("list", "-q").run().out()).isEmpty();
    }

    @Test
    void pathWithoutPermissionIsRefused(Lab lab) {
        OrdinaryUser user = OrdinaryUser.of(lab);
        user.as(
                        user.bundle()
                                .merge("{\"linux\":{\"cgroupsPath\":\"/%s\"}}".formatted(lab.id()))
                                .operation("create"))
                .run()
                .refused("permission denied");
        assertThat(Leaks.cgroups(lab)).isEmpty();
    }

    @Test
    void limitsHoldInADelegatedCgroup(Lab lab) throws IOException {
        DelegatedCgroup delegated = DelegatedCgroup.make(lab);
        OrdinaryUser user = OrdinaryUser.of(lab).in(delegated);
        user.as(user.bundle().merge(LIMITS).staying().operation("run", "--detach")).run().ok();
        String cgroup = cgroupOf(lab);
        assertThat(cgroup).startsWith(delegated.path() + "/").contains(lab.id());
        assertThat(read(cgroup, "pids", "pids.max", "pids.max")).isEqualTo("17");
        assertThat(read(cgroup, "memory", "memory.limit_in_bytes", "memory.max"))
                .isEqualTo("67108864");
        user.runtime("delete", "--force", lab.id()).run().ok();
    }

    @Test
    void pathInADelegatedCgroupIsUsed(Lab lab) throws IOException {
        DelegatedCgroup delegated = DelegatedCgroup.make(lab);
        OrdinaryUser user = OrdinaryUser.of(lab).in(delegated);
        String path = delegated.path() + "/" + lab.id("own") + "/box";
        Bundle bundle =
                user.bundle()
                        .merge(LIMITS)
                        .merge("{\"linux\":{\"cgroupsPath\":\"%s\"}}".formatted(path))
                        .staying();
        user.as(bundle.operation("create")).run().ok();
        assertThat(cgroupOf(lab)).isEqualTo(path);
        assertThat(read(path, "pids", "pids.max", "pids.max")).isEqualTo("17");
        user.runtime("delete", "--force", lab.id()).run().ok();
        removeParent(lab);
    }

    @Test
    void containerSeesItsOwnLimits(Lab lab) {
        DelegatedCgroup delegated = DelegatedCgroup.make(lab);
        OrdinaryUser user = OrdinaryUser.of(lab).in(delegated);
        Bundle bundle =
                withCgroupMount(user, "ro").namespace("cgroup").merge(LIMITS).shell(READ_LIMITS);
        assertThat(user.as(bundle.operation("run")).run().ok().out()).isEqualTo("17\n67108864\n");
    }

    @Test
    void pidsLimitStopsForks(Lab lab) {
        DelegatedCgroup delegated = DelegatedCgroup.make(lab);
        OrdinaryUser user = OrdinaryUser.of(lab).in(delegated);
        Bundle bundle =
                user.bundle()
                        .merge("{\"linux\":{\"resources\":{\"pids\":{\"limit\":5}}}}")
                        .shell("for i in 1 2 3 4 5 6 7 8; do sleep 1 & done; wait");
        assertThat(user.as(bundle.operation("run")).run().err()).contains("fork");
    }

    /** The mount's root, as mountinfo has it, tells a new mount from a bind of the host's. */
    @Test
    void cgroupMountIsNewWithACgroupNamespaceOfItsOwn(Lab lab) {
        Host.needUnified();
        DelegatedCgroup delegated = DelegatedCgroup.make(lab);
        OrdinaryUser user = OrdinaryUser.of(lab).in(delegated);
        Bundle bundle =
                withCgroupMount(user, "rw")
                        .namespace("cgroup")
                        .shell(
                                "cat /proc/self/cgroup; grep ' /sys/fs/cgroup ' /proc/self/mountinfo | cut -d' ' -f4;"
                                        + " mkdir /sys/fs/cgroup/inner && echo made; rmdir /sys/fs/cgroup/inner");
        assertThat(user.as(bundle.operation("run")).run().ok().out()).isEqualTo("0::/\n/\nmade\n");
    }

    @Test
    void readOnlyCgroupMountRefusesWrites(Lab lab) {
        Host.needUnified();
        DelegatedCgroup delegated = DelegatedCgroup.make(lab);
        OrdinaryUser user = OrdinaryUser.of(lab).in(delegated);
        Bundle bundle =
                withCgroupMount(user, "ro")
                        .namespace("cgroup")
                        .shell(
                                "mkdir /sys/fs/cgroup/inner 2>&1; mount -o remount,rw,bind /sys/fs/cgroup 2>/dev/null; mkdir /sys/fs/cgroup/inner 2>&1");
        assertThat(user.as(bundle.operation("run")).run().out().lines())
                .hasSize(2)
                .allMatch(line -> line.contains("Read-only"));
    }

    /** CVE-2023-25809: what is bound is the user's to write to, on the host. */
    @Test
    void hostsCgroupsStayReadOnlyWithoutACgroupNamespace(Lab lab) {
        Host.needUnified();
        DelegatedCgroup delegated = DelegatedCgroup.make(lab);
        OrdinaryUser user = OrdinaryUser.of(lab).in(delegated);
        Bundle bundle =
                withCgroupMount(user, "ro")
                        .withoutNamespace("cgroup")
                        .shell(
                                "ls -d /sys/fs/cgroup%1$s; mkdir /sys/fs/cgroup%1$s/inner 2>&1"
                                        .formatted(delegated.path()));
        List<String> out = user.as(bundle.operation("run")).run().out().lines().toList();
        assertThat(out.getFirst()).isEqualTo("/sys/fs/cgroup" + delegated.path());
        assertThat(out.get(1)).contains("Read-only");
    }

    /**
     * The kernel asks for write access to the cgroup above both places: who merely owns the target
     * cannot move a process there.
     */
    @Test
    void pathThatCannotBeEnteredIsRefusedAndNothingIsLeft(Lab lab) {
        Host.needUnified();
        DelegatedCgroup delegated = DelegatedCgroup.make(lab);
        OrdinaryUser user = OrdinaryUser.of(lab);
        user.as(
                        user.bundle()
                                .merge(
                                        "{\"linux\":{\"cgroupsPath\":\"%s/box\"}}"
                                                .formatted(delegated.path()))
                                .operation("create"))
                .run()
                .refused("permission denied");
        assertThat(Path.of("/sys/fs/cgroup" + delegated.path() + "/box")).doesNotExist();
    }

    private static String cgroupOf(Lab lab) throws IOException {
        long pid = lab.container(lab.id()).pid();
        return Files.readAllLines(Path.of("/proc/" + pid + "/cgroup")).stream()
                .filter(line ->
                        line.contains(":pids:") || (Host.unified() && line.startsWith("0:")))
                .map(line -> line.split(":", 3)[2])
                .findFirst()
                .orElseThrow();
    }

    private static String read(String cgroup, String controller, String v1File, String v2File)
            throws IOException {
        Path hierarchy = Path.of("/sys/fs/cgroup", Host.unified() ? "" : controller);
        return Files.readString(
                        hierarchy.resolve("." + cgroup).resolve(Host.unified() ? v2File : v1File))
                .strip();
    }

    /** Whether a parent that the runtime made is removed with the child is left to the runtime. */
    private static void removeParent(Lab lab) {
        for (Path cgroup : Leaks.cgroups(lab)) {
            if (cgroup.endsWith(lab.id("own"))) {
                lab.host("rmdir", cgroup.toString()).run().ok();
            }
        }
    }
}
