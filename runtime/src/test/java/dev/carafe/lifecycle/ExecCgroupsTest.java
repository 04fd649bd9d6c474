package dev.carafe.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.CgroupMode;
import dev.carafe.linux.CgroupMounts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExecCgroupsTest {
    private static final CgroupDirectories V2 =
            new CgroupDirectories(
                    Map.of(), Optional.of(Path.of("/cg/box")), Optional.of("box.scope"));
    private static final CgroupDirectories V1 =
            new CgroupDirectories(
                    Map.of(
                            "cpu", Path.of("/cg/cpu,cpuacct/box"),
                            "cpuacct", Path.of("/cg/cpu,cpuacct/box"),
                            "pids", Path.of("/cg/pids/box")),
                    Optional.empty());

    @Test
    void unitIsNotAskedFor() {
        assertThat(ExecCgroups.of(V2, List.of()))
                .isEqualTo(new CgroupDirectories(Map.of(), Optional.of(Path.of("/cg/box"))));
    }

    @Test
    void pathIsBelowEveryGroup() {
        assertThat(ExecCgroups.of(V2, List.of("a/b")).v2()).contains(Path.of("/cg/box/a/b"));
        assertThat(ExecCgroups.of(V1, List.of("/a")).v1())
                .containsEntry("pids", Path.of("/cg/pids/box/a"))
                .containsEntry("cpu", Path.of("/cg/cpu,cpuacct/box/a"));
    }

    @Test
    void controllersHavePathsOfTheirOwn() {
        assertThat(ExecCgroups.of(V1, List.of("cpu,cpuacct:a", "pids:b")).v1())
                .isEqualTo(
                        Map.of(
                                "cpu", Path.of("/cg/cpu,cpuacct/box/a"),
                                "cpuacct", Path.of("/cg/cpu,cpuacct/box/a"),
                                "pids", Path.of("/cg/pids/box/b")));
        assertThat(ExecCgroups.of(V1, List.of("pids:b")).v1())
                .containsEntry("cpu", Path.of("/cg/cpu,cpuacct/box"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                "../box2",
                "a/../../b",
                "pids:..",
                "memory:a",
                ":a",
                "pids,:a",
                "pids,pids:a"
            })
    void whatIsNotBelowTheContainersIsRefused(String argument) {
        assertThatThrownBy(() -> ExecCgroups.of(V1, List.of(argument)))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("--cgroup");
    }

    @Test
    void severalNeedControllers() {
        assertThatThrownBy(() -> ExecCgroups.of(V1, List.of("a", "b")))
                .hasMessageContaining("controller");
        assertThatThrownBy(() -> ExecCgroups.of(V1, List.of("pids:a", "b")))
                .hasMessageContaining("controller");
    }

    @Test
    void initsGroupsAreThoseOfTheSameHierarchies() {
        CgroupMounts mounts =
                new CgroupMounts(
                        CgroupMode.HYBRID,
                        Map.of("pids", Path.of("/cg/pids"), "memory", Path.of("/cg/memory")),
                        Optional.of(Path.of("/cg/unified")),
                        Map.of("pids", "/box/inner", "memory", "/box"),
                        Optional.of("/box/init.scope"));
        assertThat(ExecCgroups.ofInit(V1, mounts))
                .isEqualTo(
                        new CgroupDirectories(
                                Map.of("pids", Path.of("/cg/pids/box/inner")), Optional.empty()));
        assertThat(ExecCgroups.ofInit(V2, mounts).v2())
                .contains(Path.of("/cg/unified/box/init.scope"));
    }
}
