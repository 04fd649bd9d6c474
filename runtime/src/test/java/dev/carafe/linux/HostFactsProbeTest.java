package dev.carafe.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostFactsProbeTest {
    @TempDir Path root;

    @BeforeEach
    void writeProc() throws IOException {
        write(
                "proc/self/status",
                "Name:\tx\nUid:\t0\t1000\t0\t0\nGid:\t5\t6\t7\t8\nCapEff:\t00000000000000ff\n");
        write("proc/sys/kernel/cap_last_cap", "40\n");
        write("proc/self/uid_map", "         0          0 4294967295\n");
        write("proc/self/mountinfo", "41 31 0:38 / /cg rw - cgroup2 cgroup2 rw\n");
        write("proc/7/cgroup", "0::/of/the/caller\n");
        write("proc/self/cgroup", "0::/of/the/engine\n");
        Files.createDirectories(root.resolve("bin"));
    }

    private void write(String file, String content) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve(file), content);
    }

    private HostFacts probe() {
        return new HostFactsProbe(
                        root.resolve("proc"), root.resolve("sys"), List.of(root.resolve("bin")))
                .probe(7);
    }

    @Test
    void readsIdentityAndCapabilities() {
        HostFacts facts = probe();
        assertThat(facts.uid()).isEqualTo(1000);
        assertThat(facts.gid()).isEqualTo(6);
        assertThat(facts.effectiveCapabilities()).isEqualTo(255);
        assertThat(facts.lastCapability()).isEqualTo(40);
        assertThat(facts.inUserNamespace()).isFalse();
        assertThat(facts.cgroups().mode()).isEqualTo(CgroupMode.V2);
    }

    @Test
    void placeInTheControlGroupsIsTheCallersNotTheEngines() {
        assertThat(probe().cgroups().ownV2()).contains("/of/the/caller");
    }

    @Test
    void anyOtherUidMapIsAUserNamespace() throws IOException {
        write("proc/self/uid_map", "0 1000 1\n1 100000 65536\n");
        assertThat(probe().inUserNamespace()).isTrue();
        write("proc/self/uid_map", "0 100000 4294967295\n");
        assertThat(probe().inUserNamespace()).isTrue();
    }

    @Test
    void helpersAreFoundWhereTheyCanBeExecuted() throws IOException {
        assertThat(probe().newuidmap()).isEmpty();
        Path helper = Files.createFile(root.resolve("bin/newuidmap"));
        assertThat(probe().newuidmap()).isEmpty();
        Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(probe().newuidmap()).contains(helper);
        assertThat(probe().newgidmap()).isEmpty();
    }

    @Test
    void appArmorIsThereWhereItsModuleSaysSo() throws IOException {
        assertThat(probe().securityModules()).isEqualTo(SecurityModules.NONE);
        write("sys/module/apparmor/parameters/enabled", "Y\n");
        assertThat(probe().securityModules()).isEqualTo(new SecurityModules(true, false));
        write("sys/module/apparmor/parameters/enabled", "N\n");
        assertThat(probe().securityModules().apparmor()).isFalse();
    }

    @Test
    void seLinuxNeedsAWritableFileSystemAndAPolicy() throws IOException {
        String mount = "42 31 0:20 / /sys/fs/selinux %s,relatime - selinuxfs selinuxfs rw\n";
        write("proc/self/mountinfo", mount.formatted("rw"));
        write("proc/self/attr/current", "system_u:system_r:init_t:s0\0");
        assertThat(probe().securityModules()).isEqualTo(new SecurityModules(false, true));
        write("proc/self/attr/current", "kernel\0");
        assertThat(probe().securityModules().selinux()).isFalse();
        write("proc/self/attr/current", "system_u:system_r:init_t:s0\0");
        write("proc/self/mountinfo", mount.formatted("ro"));
        assertThat(probe().securityModules().selinux()).isFalse();
    }

    @Test
    void resctrlIsWhereItIsMounted() throws IOException {
        assertThat(probe().resctrl()).isEmpty();
        write("proc/self/mountinfo", "43 31 0:21 / /sys/fs/resctrl rw - resctrl resctrl rw\n");
        assertThat(probe().resctrl()).contains(Path.of("/sys/fs/resctrl"));
    }

    @Test
    void runningHostCanBeProbed() {
        HostFacts facts = new HostFactsProbe().probe((int) ProcessHandle.current().pid());
        assertThat(facts.lastCapability()).isBetween(37, 63);
        assertThat(facts.cgroups()).isNotNull();
    }

    @Test
    void aMountPointThatIsNotTextIsNoObstacle() throws IOException {
        String lines =
                """
                40 31 0:39 / /media/\u00ff rw - vfat /dev/sdb vfat rw
                41 31 0:38 / /cg rw - cgroup2 cgroup2 rw
                """;
        Files.write(
                root.resolve("proc/self/mountinfo"), lines.getBytes(StandardCharsets.ISO_8859_1));

        assertThat(probe().cgroups().mode()).isEqualTo(CgroupMode.V2);
    }
}
