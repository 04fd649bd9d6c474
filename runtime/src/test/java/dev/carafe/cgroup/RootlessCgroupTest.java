package dev.carafe.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.linux.CgroupMode;
import dev.carafe.linux.CgroupMounts;
import dev.carafe.linux.HostFacts;
import dev.carafe.linux.SecurityModules;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.resources.Memory;
import dev.carafe.spec.resources.Pids;
import dev.carafe.spec.resources.Resources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a caller without privileges does without, and what not. */
class RootlessCgroupTest {
    /** Nobody, not even root, can make a directory in sysfs. */
    private static final Path FORBIDDEN = Path.of("/sys/kernel");

    private static final Resources MEMORY =
            resources(new Memory(1L << 20, null, null, null, null, null, null, null, null), null);

    @TempDir private Path writable = Path.of("");

    private static Resources resources(@Nullable Memory memory, @Nullable Pids pids) {
        return new Resources(
                List.of(), memory, null, pids, null, List.of(), null, Map.of(), Map.of());
    }

    private static void unexpected(Problem warning) {
        throw new AssertionError(warning.toString());
    }

    private static CgroupDriver driver(CgroupMounts mounts, boolean rootless) {
        return CgroupDriver.byPath(
                new HostFacts(
                        1000,
                        1000,
                        0,
                        40,
                        false,
                        mounts,
                        SecurityModules.NONE,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                rootless,
                NoSystemd.NONE);
    }

    private static CgroupMounts version2() {
        return new CgroupMounts(
                CgroupMode.V2, Map.of(), Optional.of(FORBIDDEN), Map.of(), Optional.of("/session"));
    }

    private CgroupMounts version1() {
        return new CgroupMounts(
                CgroupMode.V1,
                Map.of("memory", FORBIDDEN, "pids", writable),
                Optional.empty(),
                Map.of(),
                Optional.empty());
    }

    private static void assertRefused(
            CgroupDriver driver, @Nullable String path, @Nullable Resources limits, String why) {
        assertThatExceptionOfType(CgroupException.class)
                .isThrownBy(() ->
                        driver.create(
                                driver.resolve(path, "id", Map.of()),
                                limits,
                                List.of(),
                                RootlessCgroupTest::unexpected))
                .withMessageContaining("mkdir /sys/kernel/")
                .matches(e -> CgroupFiles.isPermission(e))
                .matches(e -> e.pointer().equals(why), "points to " + why);
    }

    @Test
    void groupThatMayNotBeMadeIsLeftOutWhenNobodyAskedForIt() {
        CgroupDriver driver = driver(version2(), true);
        Cgroup cgroup =
                driver.create(
                        driver.resolve(null, "id", Map.of()),
                        null,
                        List.of(),
                        RootlessCgroupTest::unexpected);
        assertThat(cgroup.directories().v2()).isEmpty();
        assertThat(cgroup.processes()).isEmpty();
        assertThat(cgroup.isFrozen()).isFalse();
    }

    @Test
    void onlyTheHierarchiesThatForbidItAreLeftOut() {
        CgroupDriver driver = driver(version1(), true);
        Cgroup cgroup =
                driver.create(
                        driver.resolve(null, "id", Map.of()),
                        null,
                        List.of(),
                        RootlessCgroupTest::unexpected);
        assertThat(cgroup.directories().v1()).containsOnlyKeys("pids");
        assertThat(writable.resolve("id")).isDirectory();
    }

    @Test
    void limitThatCannotHoldIsAnErrorAndNothingIsLeft() {
        String limit = "/linux/resources/memory";
        assertRefused(driver(version2(), true), null, MEMORY, limit);
        assertRefused(driver(version1(), true), null, MEMORY, limit);
        assertThat(writable.resolve("id")).satisfies(p -> assertThat(Files.exists(p)).isFalse());
    }

    @Test
    void pathThatWasAskedForIsAnError() {
        assertRefused(driver(version2(), true), "/there", null, "/linux/cgroupsPath");
        assertRefused(driver(version1(), true), "there", null, "/linux/cgroupsPath");
    }

    @Test
    void errorTellsARootlessCallerWhatToDo() {
        CgroupDriver driver = driver(version2(), true);
        assertThatExceptionOfType(CgroupException.class)
                .isThrownBy(() ->
                        driver.create(
                                driver.resolve(null, "id", Map.of()),
                                MEMORY,
                                List.of(),
                                RootlessCgroupTest::unexpected))
                .withMessageContaining(
                        "no limits and no cgroupsPath when no permission is granted");
    }

    @Test
    void privilegedCallerDoesWithoutNothing() {
        assertRefused(driver(version2(), false), null, null, "");
    }
}
