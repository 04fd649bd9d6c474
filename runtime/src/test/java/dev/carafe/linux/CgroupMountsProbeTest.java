package dev.carafe.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CgroupMountsProbeTest {
    private static final String UNIFIED =
            "41 31 0:38 / /sys/fs/cgroup rw,relatime shared:4 - cgroup2 cgroup2 rw,nsdelegate";

    @Test
    void pureVersion2() {
        CgroupMounts mounts =
                CgroupMountsProbe.read(List.of(UNIFIED), List.of("0::/user.slice/s.scope"));
        assertThat(mounts.mode()).isEqualTo(CgroupMode.V2);
        assertThat(mounts.v2()).contains(Path.of("/sys/fs/cgroup"));
        assertThat(mounts.ownV2()).contains("/user.slice/s.scope");
        assertThat(mounts.v1()).isEmpty();
    }

    @Test
    void hybridWithJoinedAndNamedHierarchies() {
        CgroupMounts mounts =
                CgroupMountsProbe.read(
                        List.of(
                                "31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755",
                                "32 31 0:29 / /cg/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct",
                                "33 31 0:30 / /cg/systemd rw - cgroup cgroup rw,xattr,name=systemd",
                                "41 31 0:38 / /cg/unified rw - cgroup2 cgroup2 rw"),
                        List.of("2:cpu,cpuacct:/a", "1:name=systemd:/", "0::/"));
        assertThat(mounts.mode()).isEqualTo(CgroupMode.HYBRID);
        assertThat(mounts.v1())
                .containsOnlyKeys("cpu", "cpuacct", "name=systemd")
                .containsEntry("cpu", Path.of("/cg/cpu,cpuacct"));
        assertThat(mounts.ownV1()).containsEntry("cpuacct", "/a");
        assertThat(mounts.v2()).contains(Path.of("/cg/unified"));
    }

    @Test
    void version1Alone() {
        CgroupMounts mounts =
                CgroupMountsProbe.read(
                        List.of("32 31 0:29 / /cg/pids rw - cgroup cgroup rw,pids"),
                        List.of("1:pids:/"));
        assertThat(mounts.mode()).isEqualTo(CgroupMode.V1);
        assertThat(mounts.v2()).isEmpty();
    }

    @Test
    void ownPlaceIsRelativeToTheMountsRoot() {
        CgroupMounts mounts =
                CgroupMountsProbe.read(
                        List.of("32 31 0:29 /docker/x /cg/pids rw - cgroup cgroup rw,pids"),
                        List.of("1:pids:/docker/x/inner"));
        assertThat(mounts.ownV1()).containsEntry("pids", "/inner");
    }

    @Test
    void mountThatShowsTheOwnPlaceIsPreferred() {
        CgroupMounts mounts =
                CgroupMountsProbe.read(
                        List.of(
                                "32 31 0:29 /docker/other /a rw - cgroup cgroup rw,pids",
                                "33 31 0:29 / /b rw - cgroup cgroup rw,pids",
                                "34 31 0:29 / /c rw - cgroup cgroup rw,pids"),
                        List.of("1:pids:/docker/x"));
        assertThat(mounts.v1()).containsEntry("pids", Path.of("/b"));
    }

    @Test
    void spacesInMountPointsAreUnescaped() {
        CgroupMounts mounts =
                CgroupMountsProbe.read(
                        List.of("32 31 0:29 / /my\\040cg rw - cgroup2 cgroup2 rw"),
                        List.of("0::/"));
        assertThat(mounts.v2()).contains(Path.of("/my cg"));
    }
}
