package dev.carafe.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.ProcessReference;
import dev.carafe.spec.Hook;
import dev.carafe.spec.Hooks;
import dev.carafe.state.ContainerDirectory;
import dev.carafe.state.Shortcut;
import dev.carafe.state.Shortcut.Ability;
import dev.carafe.state.StoredContainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShortcutOfTest {
    private static final Hook HOOK = new Hook("/hook", List.of(), List.of(), null);
    private static final Hooks NONE = Hooks.NONE;

    private static final CgroupDirectories CGROUPS =
            new CgroupDirectories(
                    Map.of("cpu", Path.of("/cg/cpu/c"), "cpuacct", Path.of("/cg/cpu/c")),
                    Optional.of(Path.of("/cg/v2/c")));

    @TempDir Path directory;
    private TestSite test;

    @BeforeEach
    void open() throws IOException {
        test = new TestSite(directory);
    }

    @AfterEach
    void close() {
        test.close();
    }

    private static StoredContainer stored(
            CgroupDirectories cgroups,
            String pidNamespace,
            List<Hook> poststart,
            List<Hook> poststop,
            List<String> resctrl,
            String executed) {
        return new StoredContainer(
                "1.3.0",
                "c1",
                "/b",
                "/b/rootfs",
                new ProcessReference(42, 7),
                "2026-11-21T06:00:00Z",
                0,
                Map.of("a", "b"),
                cgroups,
                Map.of("pid", pidNamespace),
                poststart,
                poststop,
                Map.of(9, executed),
                "config.json",
                "ab",
                resctrl,
                true,
                List.of());
    }

    private static StoredContainer plain() {
        return stored(CGROUPS, "/proc/42/ns/pid", List.of(), List.of(), List.of(), "/process/args");
    }

    private Shortcut shortcut(StoredContainer stored, Hooks hooks) {
        ContainerDirectory place = new ContainerDirectory("c1", directory.resolve("c1"));
        return ShortcutOf.of(new ContainerRecord(test.site, place, stored), hooks, true);
    }

    @Test
    void plainContainerCanBeStartedKilledAndDeleted() {
        Shortcut shortcut = shortcut(plain(), NONE);
        assertThat(shortcut.abilities()).containsExactlyInAnyOrder(Ability.values());
        assertThat(shortcut.cgroups())
                .containsExactlyInAnyOrder(Path.of("/cg/cpu/c"), Path.of("/cg/v2/c"));
        assertThat(shortcut.init().pid()).isEqualTo(42);
        assertThat(new String(HexFormat.of().parseHex(shortcut.gate()), UTF_8))
                .contains("\"status\":\"created\"");
    }

    @Test
    void textsAreWhatStatePrints() {
        Shortcut shortcut = shortcut(plain(), NONE);
        assertThat(shortcut.created()).contains("\"status\": \"created\"", "\"pid\": 42");
        assertThat(shortcut.running()).contains("\"status\": \"running\"", "\"pid\": 42");
        assertThat(shortcut.stopped())
                .contains("\"status\": \"stopped\"", "\"pid\": 0")
                .endsWith("}\n");
    }

    @Test
    void hooksAtStartAreTheEngines() {
        Hooks inContainer =
                new Hooks(List.of(), List.of(), List.of(), List.of(HOOK), List.of(), List.of());
        assertThat(shortcut(plain(), inContainer).abilities()).doesNotContain(Ability.START);
        StoredContainer poststart =
                stored(
                        CGROUPS,
                        "/proc/42/ns/pid",
                        List.of(HOOK),
                        List.of(),
                        List.of(),
                        "/process/args");
        assertThat(shortcut(poststart, NONE).abilities())
                .containsExactlyInAnyOrder(Ability.SIGKILL, Ability.DELETE);
    }

    @Test
    void containerThatDoesNotWaitIsNotStarted() {
        ContainerDirectory place = new ContainerDirectory("c1", directory.resolve("c1"));
        Shortcut shortcut =
                ShortcutOf.of(new ContainerRecord(test.site, place, plain()), NONE, false);
        assertThat(shortcut.abilities()).containsExactlyInAnyOrder(Ability.SIGKILL, Ability.DELETE);
        assertThat(shortcut.gate()).isEmpty();
    }

    @Test
    void containerWithoutAProcessIsNotStarted() {
        StoredContainer idle =
                stored(CGROUPS, "/proc/42/ns/pid", List.of(), List.of(), List.of(), "/hooks/0");
        assertThat(shortcut(idle, NONE).abilities()).doesNotContain(Ability.START);
        assertThat(shortcut(idle, NONE).gate()).isEmpty();
    }

    @Test
    void killOfAContainerInAnotherPidNamespaceIsTheEngines() {
        StoredContainer joined =
                stored(CGROUPS, "/proc/1/ns/pid", List.of(), List.of(), List.of(), "/process/args");
        assertThat(shortcut(joined, NONE).abilities())
                .containsExactlyInAnyOrder(Ability.START, Ability.DELETE);
    }

    @Test
    void deleteThatDoesMoreIsTheEngines() {
        CgroupDirectories unit =
                new CgroupDirectories(Map.of(), CGROUPS.v2(), Optional.of("c.scope"));
        List<StoredContainer> more =
                List.of(
                        stored(
                                unit,
                                "/proc/42/ns/pid",
                                List.of(),
                                List.of(),
                                List.of(),
                                "/process/args"),
                        stored(
                                CGROUPS,
                                "/proc/42/ns/pid",
                                List.of(),
                                List.of(HOOK),
                                List.of(),
                                "/process/args"),
                        stored(
                                CGROUPS,
                                "/proc/42/ns/pid",
                                List.of(),
                                List.of(),
                                List.of("/sys/fs/resctrl/c"),
                                "/process/args"));
        for (StoredContainer container : more) {
            assertThat(shortcut(container, NONE).abilities())
                    .containsExactlyInAnyOrder(Ability.START, Ability.SIGKILL);
            assertThat(shortcut(container, NONE).cgroups()).isEmpty();
        }
    }
}
