package dev.carafe.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.spec.resources.Pids;
import dev.carafe.spec.resources.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code linux.resources.unified}, on a tree of ordinary files. */
class UnifiedTest {
    @TempDir private Path tree = Path.of("");

    private static Resources resources(Map<String, String> unified) {
        return new Resources(
                List.of(), null, null, new Pids(5L), null, List.of(), null, Map.of(), unified);
    }

    private void apply(Map<String, String> unified) {
        new Limits(new CgroupDirectories(Map.of(), Optional.of(tree)), new ArrayList<>())
                .apply(resources(unified));
    }

    private String read(String name) throws IOException {
        return Files.readString(tree.resolve(name));
    }

    @Test
    void valuesAreWrittenLineByLineAndOverrideTheRest() throws IOException {
        Files.writeString(tree.resolve("io.max"), "");
        Files.writeString(tree.resolve("pids.max"), "");
        Map<String, String> unified = new LinkedHashMap<>();
        unified.put("pids.max", "7");
        unified.put("io.max", "8:0 rbps=1\n8:16 wbps=2");
        apply(unified);
        assertThat(read("pids.max")).isEqualTo("7");
        // Two writes, which an ordinary file shows one after the other.
        assertThat(read("io.max")).isEqualTo("8:0 rbps=18:16 wbps=2");
    }

    @Test
    void emptyValueIsWritten() throws IOException {
        Files.writeString(tree.resolve("pids.max"), "");
        Files.writeString(tree.resolve("cpuset.cpus"), "");
        apply(Map.of("cpuset.cpus", ""));
        assertThat(read("cpuset.cpus")).isEqualTo("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "memory", "../memory.max", "a/b.c", ".x", "memory.", ""})
    void whatIsNoNameOfAFileIsRefusedBeforeAnythingIsWritten(String name) throws IOException {
        Files.writeString(tree.resolve("pids.max"), "");
        assertThatExceptionOfType(CgroupException.class)
                .isThrownBy(() -> apply(Map.of(name, "1")))
                .withMessageContaining("of the form CONTROLLER.PARAMETER")
                .matches(e -> e.pointer().startsWith("/linux/resources/unified/"));
        assertThat(read("pids.max")).isEmpty();
    }

    @Test
    void processesAreNotMoved() {
        assertThatExceptionOfType(CgroupException.class)
                .isThrownBy(() -> apply(Map.of("cgroup.procs", "0")))
                .withMessage("is for processes, and no limit");
    }

    @Test
    void missingControllerIsNamed() throws IOException {
        Files.writeString(tree.resolve("pids.max"), "");
        Files.writeString(tree.resolve("cgroup.controllers"), "pids");
        assertThatExceptionOfType(CgroupException.class)
                .isThrownBy(() -> apply(Map.of("misc.max", "res_a 1")))
                .withMessageStartingWith("controller misc is not available in " + tree)
                .matches(e -> e.pointer().equals("/linux/resources/unified/misc.max"));
        assertThatExceptionOfType(CgroupException.class)
                .isThrownBy(() -> apply(Map.of("pids.most", "1")))
                .withMessageStartingWith("write 1 to " + tree.resolve("pids.most"));
    }

    @Test
    void version1IsRefused() {
        CgroupDirectories version1 = new CgroupDirectories(Map.of("pids", tree), Optional.empty());
        assertThatExceptionOfType(CgroupException.class)
                .isThrownBy(() ->
                        new Limits(version1, new ArrayList<>())
                                .apply(resources(Map.of("memory.high", "1"))))
                .withMessageStartingWith("cannot use unified on cgroup v1")
                .matches(e -> e.pointer().equals("/linux/resources/unified/memory.high"));
    }

    @Test
    void controllersThatAreNeededAreThoseOfTheNames() {
        Map<String, String> unified = new LinkedHashMap<>();
        unified.put("memory.high", "1");
        unified.put("memory.oom.group", "1");
        unified.put("cgroup.max.depth", "1");
        unified.put("cpu.pressure", "some 1 1");
        unified.put("new.knob", "1");
        assertThat(Unified.controllers(unified))
                .isEqualTo(Map.of("memory", "/linux/resources/unified/memory.high"));
    }
}
