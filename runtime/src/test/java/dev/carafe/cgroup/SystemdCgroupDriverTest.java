package dev.carafe.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.linux.CgroupMode;
import dev.carafe.linux.CgroupMounts;
import dev.carafe.linux.HostFacts;
import dev.carafe.linux.SecurityModules;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.resources.BlockIo;
import dev.carafe.spec.resources.Pids;
import dev.carafe.spec.resources.Resources;
import dev.carafe.systemd.SystemdException;
import dev.carafe.systemd.UnitProperty;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a tree of plain files, in which the systemd of the test makes the scope. */
class SystemdCgroupDriverTest {
    private static final int INIT = 4711;
    private static final String UNIT = "p-box.scope";
    private static final String PATH = "a-b.slice:p:box";
    private static final List<String> LEVELS =
            List.of("", "user.slice", "user@1000.service", "a.slice", "a-b.slice");
    private static final Resources LIMIT =
            new Resources(
                    List.of(), null, null, new Pids(7L), null, List.of(), null, Map.of(), Map.of());

    @TempDir private Path mount = Path.of("");
    private Path scope = Path.of("");
    private final List<Problem> warnings = new ArrayList<>();
    private final RecordingSystemd systemd = new Manager();

    private final class Manager extends RecordingSystemd {
        @Override
        public void start(String unit, List<UnitProperty> given) {
            super.start(unit, given);
            makeScope();
        }

        @Override
        public void change(String unit, List<UnitProperty> given) {
            super.change(unit, given);
            try {
                Files.writeString(scope.resolve("io.bfq.weight"), "181");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @BeforeEach
    void makeTree() throws IOException {
        Path path = mount;
        for (String name : LEVELS) {
            path = Files.createDirectories(path.resolve(name));
            Files.writeString(path.resolve("cgroup.controllers"), "pids io\n");
            Files.writeString(path.resolve("cgroup.subtree_control"), "pids io\n");
        }
        scope = path.resolve(UNIT);
    }

    private void makeScope() {
        try {
            Files.createDirectory(scope);
            Files.writeString(scope.resolve("cgroup.controllers"), "pids io\n");
            Files.writeString(scope.resolve("cgroup.procs"), INIT + "\n");
            Files.writeString(scope.resolve("pids.max"), "max\n");
            Files.writeString(scope.resolve("io.bfq.weight"), "100");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CgroupDriver driver(CgroupMounts mounts) {
        HostFacts facts =
                new HostFacts(
                        0,
                        0,
                        -1L,
                        40,
                        true,
                        mounts,
                        SecurityModules.NONE,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        return CgroupDriver.bySystemd(facts, false, () -> systemd);
    }

    private CgroupDriver driver() {
        return driver(
                new CgroupMounts(
                        CgroupMode.V2,
                        Map.of(),
                        Optional.of(mount),
                        Map.of(),
                        Optional.of("/session")));
    }

    @Test
    void planNamesTheUnitAndItsDirectoryBelowTheManagersOwn() {
        CgroupPlan plan = driver().resolve(PATH, "id", Map.of());
        assertThat(plan.directories().v2()).contains(scope);
        assertThat(plan.directories().unit()).contains(UNIT);
        assertThat(plan.missing()).isEmpty();
        assertThat(systemd.calls).containsExactly("close");
    }

    @Test
    void scopeIsMadeAroundInitWithEveryLimit() throws IOException {
        CgroupDriver driver = driver();
        driver.create(
                driver.resolve(PATH, "id", Map.of()).with(INIT), LIMIT, List.of(), warnings::add);
        assertThat(systemd.properties)
                .contains(
                        new UnitProperty("PIDs", new UnitProperty.Pids(List.of(INIT))),
                        UnitProperty.text("Slice", "a-b.slice"),
                        UnitProperty.flag("Delegate", true),
                        UnitProperty.flag("DefaultDependencies", false),
                        UnitProperty.text("DevicePolicy", "strict"),
                        UnitProperty.number("TasksMax", 7));
        assertThat(Files.readString(scope.resolve("pids.max"))).startsWith("7");
        assertThat(systemd.calls).containsExactly("close", "start " + UNIT, "close");
    }

    @Test
    void weightThatSystemdConvertsIsToldAndStands() throws IOException {
        CgroupDriver driver = driver();
        BlockIo io = new BlockIo(500, null, List.of(), List.of(), List.of(), List.of(), List.of());
        Resources weight =
                new Resources(List.of(), null, null, null, io, List.of(), null, Map.of(), Map.of());
        driver.create(
                driver.resolve(PATH, "id", Map.of()).with(INIT), weight, List.of(), warnings::add);
        assertThat(systemd.properties).contains(UnitProperty.number("IOWeight", 4500));
        assertThat(Files.readString(scope.resolve("io.bfq.weight"))).isEqualTo("500");
    }

    @Test
    void failedUnitIsForgottenAndTheScopeMadeThen() {
        systemd.failed.add(UNIT);
        CgroupDriver driver = driver();
        driver.create(
                driver.resolve(PATH, "id", Map.of()).with(INIT), null, List.of(), warnings::add);
        assertThat(systemd.calls)
                .containsSubsequence("start " + UNIT, "resetFailed " + UNIT, "start " + UNIT);
        assertThat(systemd.active).contains(UNIT);
    }

    @Test
    void unitOfSomebodyElseIsInUse() {
        systemd.active.add(UNIT);
        CgroupDriver driver = driver();
        CgroupPlan plan = driver.resolve(PATH, "id", Map.of());
        assertThatExceptionOfType(CgroupInUseException.class)
                .isThrownBy(() -> driver.checkUnused(plan));
        assertThatExceptionOfType(CgroupInUseException.class)
                .isThrownBy(() -> driver.create(plan.with(INIT), null, List.of(), warnings::add));
        assertThat(systemd.calls).doesNotContain("stop " + UNIT);
    }

    @Test
    void propertiesOfAnnotationsComeBeforeTheLimits() {
        CgroupDriver driver = driver();
        Map<String, String> annotations =
                Map.of(
                        "org.systemd.property.TasksMax", "uint64 99",
                        "org.systemd.property.CollectMode", "'inactive'");
        driver.create(
                driver.resolve(PATH, "id", annotations).with(INIT),
                LIMIT,
                List.of(),
                warnings::add);
        List<String> names = systemd.properties.stream().map(UnitProperty::name).toList();
        assertThat(names).contains("CollectMode").endsWith("TasksMax");
        assertThat(names.indexOf("TasksMax")).isLessThan(names.lastIndexOf("TasksMax"));
    }

    @Test
    void initThatIsElsewhereIsAnError() {
        CgroupDriver driver = driver();
        assertThatExceptionOfType(CgroupException.class)
                .isThrownBy(() ->
                        driver.create(
                                driver.resolve(PATH, "id", Map.of()).with(INIT + 1),
                                null,
                                List.of(),
                                warnings::add))
                .withMessageContaining("has not put process " + (INIT + 1));
    }

    @Test
    void deleteStopsTheUnitAndHasItsFailureForgotten() {
        CgroupDriver driver = driver();
        CgroupPlan plan = driver.resolve(PATH, "id", Map.of());
        systemd.active.add(UNIT);
        driver.open(plan.directories()).delete(Duration.ZERO);
        assertThat(systemd.calls).endsWith("stop " + UNIT, "resetFailed " + UNIT, "close");
    }

    @Test
    void deleteWithoutSystemdIsOfTheDirectoriesAlone() {
        CgroupPlan plan = driver().resolve(PATH, "id", Map.of());
        HostFacts facts =
                new HostFacts(
                        0,
                        0,
                        -1L,
                        40,
                        true,
                        new CgroupMounts(
                                CgroupMode.V2,
                                Map.of(),
                                Optional.of(mount),
                                Map.of(),
                                Optional.of("/")),
                        SecurityModules.NONE,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        CgroupDriver unreachable =
                CgroupDriver.byPath(
                        facts,
                        false,
                        () -> {
                            throw new SystemdException("", "no bus", null);
                        });
        assertThat(unreachable.open(plan.directories()).deleteIfUnused()).isTrue();
    }

    @Test
    void userNeedsVersion2() {
        CgroupMounts v1 =
                new CgroupMounts(
                        CgroupMode.V1,
                        Map.of("pids", mount),
                        Optional.empty(),
                        Map.of(),
                        Optional.empty());
        assertThatExceptionOfType(CgroupException.class)
                .isThrownBy(() -> driver(v1).resolve(PATH, "id", Map.of()))
                .withMessageContaining("needs cgroup v2");
    }

    @Test
    void oldSystemdIsNamed() {
        systemd.version = 239;
        assertThatExceptionOfType(CgroupException.class)
                .isThrownBy(() -> driver().resolve(PATH, "id", Map.of()))
                .withMessageContaining("needs systemd 244 or later, and this is 239");
    }
}
