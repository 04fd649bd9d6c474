package dev.carafe.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carafe.spec.IntelRdt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On directories that look like resctrl; the files that the kernel makes are made here. */
class ResctrlGroupTest {
    private static final String SCHEMATA = "    MB:0= 20;1= 70\n    L3:0=7f0;1=00f\n";

    @TempDir Path mount;

    @BeforeEach
    void prepare() throws IOException {
        Files.createDirectory(mount.resolve("info"));
        Files.writeString(mount.resolve("info/last_cmd_status"), "unknown resource L9\n");
        Files.writeString(mount.resolve("tasks"), "");
        Files.writeString(mount.resolve("schemata"), SCHEMATA);
        Files.createDirectory(mount.resolve("mon_groups"));
    }

    private Path group(String name) throws IOException {
        Path group = Files.createDirectories(mount.resolve(name));
        Files.writeString(group.resolve("tasks"), "");
        Files.writeString(group.resolve("schemata"), SCHEMATA);
        return group;
    }

    private static IntelRdt rdt(
            @Nullable String closId,
            @Nullable String l3,
            @Nullable String memBw,
            List<String> schemata,
            boolean monitoring) {
        return new IntelRdt(closId, schemata, l3, memBw, monitoring);
    }

    private ResctrlGroup plan(IntelRdt intelRdt) {
        return ResctrlGroup.plan(intelRdt, Optional.of(mount), "box");
    }

    private CgroupException refused(IntelRdt intelRdt) {
        CgroupException e = catchThrowableOfType(CgroupException.class, () -> plan(intelRdt));
        assertThat(e).as("accepted").isNotNull();
        return e;
    }

    @Test
    void hostWithoutResctrlIsAnErrorThatSaysSo() {
        CgroupException e =
                catchThrowableOfType(
                        CgroupException.class,
                        () ->
                                ResctrlGroup.plan(
                                        rdt(null, null, null, List.of(), false),
                                        Optional.empty(),
                                        "box"));
        assertThat(e.pointer()).isEqualTo("/linux/intelRdt");
        assertThat(e).hasMessageContaining("this host has none");
    }

    @Test
    void groupOfTheContainersNameIsItsOwn() {
        ResctrlGroup group = plan(rdt(null, null, null, List.of(), false));
        assertThat(group.owned()).containsExactly(mount.resolve("box"));
        group.make();
        assertThat(mount.resolve("box")).isEmptyDirectory();
    }

    @Test
    void schemataAreWrittenInTheOrderOfTheSpecification() throws IOException {
        Path existing = group("gold");
        ResctrlGroup group =
                plan(rdt("gold", "L3:0=7f0", "MB:1=70", List.of("L2:0=f", "L2:1=3"), false));
        group.make();
        assertThat(Files.readString(existing.resolve("schemata")))
                .startsWith("L3:0=7f0\nMB:1=70\nL2:0=f\nL2:1=3\n");
        assertThat(group.owned()).isEmpty();
    }

    @Test
    void numbersOfAnExistingSchemaAreComparedAsNumbers() throws IOException {
        group("gold");
        plan(rdt("gold", "L3:1=f;0=7F0", "MB: 0 = 20", List.of(), false));
        assertThat(refused(rdt("gold", "L3:0=7ff", null, List.of(), false)).pointer())
                .isEqualTo("/linux/intelRdt/l3CacheSchema");
        assertThat(refused(rdt("gold", null, "MB:0=30", List.of(), false)).pointer())
                .isEqualTo("/linux/intelRdt/memBwSchema");
    }

    @Test
    void namedGroupWithoutASchemaMustExist() throws IOException {
        assertThat(refused(rdt("gold", null, null, List.of(), false)).pointer())
                .isEqualTo("/linux/intelRdt/closID");
        Path existing = group("gold");
        ResctrlGroup group = plan(rdt("gold", null, null, List.of(), false));
        group.make();
        group.join(42);
        assertThat(existing.resolve("tasks")).hasContent("42");
        assertThat(existing.resolve("schemata")).hasContent(SCHEMATA.stripTrailing());
    }

    @Test
    void slashIsTheRootGroup() {
        ResctrlGroup group = plan(rdt("/", null, null, List.of(), false));
        group.make();
        group.join(42);
        assertThat(mount.resolve("tasks")).hasContent("42");
        assertThat(group.owned()).isEmpty();
    }

    @Test
    void monitoringGroupBelongsToTheContainerWhoeverNamedTheOther() throws IOException {
        Path existing = group("gold");
        Files.createDirectory(existing.resolve("mon_groups"));
        ResctrlGroup group = plan(rdt("gold", null, null, List.of(), true));
        Path monitoring = existing.resolve("mon_groups/box");
        assertThat(group.owned()).containsExactly(monitoring);
        group.make();
        Files.writeString(monitoring.resolve("tasks"), "");
        group.join(42);
        assertThat(monitoring.resolve("tasks")).hasContent("42");
    }

    @Test
    void monitoringThatTheKernelDoesNotHaveIsAnError() throws IOException {
        group("gold");
        ResctrlGroup group = plan(rdt("gold", null, null, List.of(), true));
        CgroupException e = catchThrowableOfType(CgroupException.class, group::make);
        assertThat(e.pointer()).isEqualTo("/linux/intelRdt/enableMonitoring");
        assertThat(e).hasMessageContaining("mon_groups/box").hasMessageContaining("ENOENT");
    }

    @Test
    void refusalOfTheKernelIsGivenInItsOwnWords() {
        // A new directory has no schemata file here, so that the write fails.
        ResctrlGroup group = plan(rdt(null, null, null, List.of("L9:0=1"), false));
        CgroupException e = catchThrowableOfType(CgroupException.class, group::make);
        assertThat(e.pointer()).isEqualTo("/linux/intelRdt/schemata");
        assertThat(e).hasMessageContaining("L9:0=1").hasMessageContaining("unknown resource L9");
    }

    @Test
    void groupOfAnotherContainerIsNotTaken() throws IOException {
        group("box");
        assertThat(refused(rdt(null, null, null, List.of(), false)))
                .hasMessageContaining("exists already");
    }
}
