package dev.carafe.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.CgroupMode;
import dev.carafe.linux.CgroupMounts;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CgroupPathsTest {
    private static final CgroupMounts HYBRID =
            new CgroupMounts(
                    CgroupMode.HYBRID,
                    Map.of("cpu", Path.of("/cg/cpu"), "memory", Path.of("/cg/memory")),
                    Optional.of(Path.of("/cg/unified")),
                    Map.of("cpu", "/", "memory", "/own"),
                    Optional.of("/"));

    private static final CgroupMounts V2 =
            new CgroupMounts(
                    CgroupMode.V2,
                    Map.of(),
                    Optional.of(Path.of("/cg")),
                    Map.of(),
                    Optional.of("/user.slice/session-1.scope"));

    @Test
    void absolutePathIsBelowEachMount() {
        CgroupDirectories found = CgroupPaths.resolve(HYBRID, "/a/b", "id");
        assertThat(found.v1())
                .containsEntry("cpu", Path.of("/cg/cpu/a/b"))
                .containsEntry("memory", Path.of("/cg/memory/a/b"));
        assertThat(found.v2()).contains(Path.of("/cg/unified/a/b"));
        assertThat(CgroupPaths.resolve(V2, "/a/b", "id").v2()).contains(Path.of("/cg/a/b"));
    }

    @Test
    void relativePathIsBelowTheEnginesOwnCgroup() {
        CgroupDirectories found = CgroupPaths.resolve(HYBRID, "a", "id");
        assertThat(found.v1())
                .containsEntry("cpu", Path.of("/cg/cpu/a"))
                .containsEntry("memory", Path.of("/cg/memory/own/a"));
    }

    @Test
    void relativePathIsBesideTheEnginesOwnCgroupInVersion2() {
        assertThat(CgroupPaths.resolve(V2, "a", "id").v2()).contains(Path.of("/cg/user.slice/a"));
    }

    @ParameterizedTest
    @ValueSource(strings = "")
    void idStandsInForAnAbsentPath(String empty) {
        assertThat(CgroupPaths.resolve(V2, null, "id").v2())
                .isEqualTo(CgroupPaths.resolve(V2, empty, "id").v2())
                .contains(Path.of("/cg/user.slice/id"));
    }

    @ParameterizedTest
    @CsvSource({"/../../etc,/cg/etc", "../../../x,/cg/user.slice/x", "/a/../b/./c,/cg/b/c"})
    void pathCannotLeadOutOfTheMount(String given, String expected) {
        assertThat(CgroupPaths.resolve(V2, given, "id").v2()).contains(Path.of(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/..", ".", "a/.."})
    void rootOfTheHierarchyIsRefused(String given) {
        assertThatExceptionOfType(CgroupException.class)
                .isThrownBy(() -> CgroupPaths.resolve(V2, given, "id"))
                .matches(e -> e.pointer().equals("/linux/cgroupsPath"));
    }

    @Test
    void sharedDirectoriesAreListedOnce() {
        Path joined = Path.of("/cg/cpu,cpuacct/a");
        CgroupDirectories directories =
                new CgroupDirectories(Map.of("cpu", joined, "cpuacct", joined), Optional.empty());
        assertThat(directories.distinct()).containsExactly(joined);
    }
}
