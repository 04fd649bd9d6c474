package dev.carafe.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.spec.error.SpecException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanPrinterTest {
    private static Program program() throws IOException, SpecException {
        return Compiler.compile(
                Fixtures.bundle("everything"),
                Fixtures.request(Fixtures.v1Directories()),
                Fixtures.root(Fixtures.v1()));
    }

    @Test
    void aLineHasPhaseOperationArgumentsAndPointer() throws IOException, SpecException {
        assertThat(PlanPrinter.text(program()).lines())
                .hasSize(program().steps().size())
                .anyMatch(l ->
                        l.matches(
                                "I set_rlimit resource=7 soft=1024 hard=unlimited +#"
                                        + " /process/rlimits/0"))
                .anyMatch(l -> l.matches("I new_session"));
    }

    @Test
    void flagsAndCapabilitiesHaveTheirNames() {
        assertThat(FlagNames.ATTRIBUTES.format(0x7)).isEqualTo("ro,nosuid,nodev");
        assertThat(FlagNames.ATTRIBUTES.format(0x70)).isEqualTo("atime");
        assertThat(FlagNames.CAPABILITIES.format(1 << 5 | 1)).isEqualTo("CAP_CHOWN,CAP_KILL");
        assertThat(FlagNames.CLONE.format(0)).isEqualTo("none");
        assertThat(FlagNames.CLONE.format(0x20020001L)).isEqualTo("pid,mount,0x1");
    }

    @Test
    void jsonHasTheSameOperations() throws IOException, SpecException {
        Map<String, Object> json = PlanPrinter.json(program());
        assertThat(json.get("operations"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(program().steps().size())
                .contains(
                        Map.of(
                                "phase", "I",
                                "operation", "make_device",
                                "arguments",
                                        Map.of(
                                                "path",
                                                "/dev/null",
                                                "kind",
                                                "c",
                                                "major",
                                                1L,
                                                "minor",
                                                3L,
                                                "mode",
                                                "0600",
                                                "uid",
                                                1L,
                                                "gid",
                                                2L),
                                "pointer", "/linux/devices/0"));
        assertThat(json).containsEntry("slots", program().slots());
    }

    @Test
    void controlCharactersDoNotReachTheTerminal() {
        StringBuilder text = new StringBuilder();
        new ProcessOperation.Execute(List.of("a\u001b[2J\n\"b\""))
                .describe(new TextArguments(text));
        assertThat(text).hasToString(" argv=[\"a\\u001b[2J\\n\\\"b\\\"\"]");
    }
}
