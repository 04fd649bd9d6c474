package dev.carafe.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.HostFacts;
import dev.carafe.linux.ProcessReference;
import dev.carafe.spec.NamespaceType;
import dev.carafe.spec.error.SpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The programs that exec runs, pinned as those of create are in {@link GoldenProgramTest}. */
class JoinProgramTest {
    private static final Path PROGRAMS =
            Path.of("src", "test", "resources", "dev", "carafe", "plan", "programs");

    private static final Set<NamespaceType> USUAL =
            EnumSet.of(
                    NamespaceType.PID,
                    NamespaceType.NETWORK,
                    NamespaceType.MOUNT,
                    NamespaceType.IPC,
                    NamespaceType.UTS);

    private static JoinRequest request(CgroupDirectories cgroups, Set<NamespaceType> joined) {
        return new JoinRequest(
                "box",
                Path.of("/bundle"),
                new ProcessReference(42, 4711),
                joined,
                cgroups,
                Optional.empty(),
                Optional.empty(),
                Optional.of(Foreground.NO_TERMINAL),
                0,
                true);
    }

    static List<org.junit.jupiter.params.provider.Arguments> programs() {
        HostFacts rootV2 = Fixtures.root(Fixtures.v2());
        return List.of(
                arguments(
                        "spec",
                        "exec-v1",
                        request(Fixtures.v1Directories(), USUAL),
                        Fixtures.root(Fixtures.v1())),
                arguments("spec", "exec-v2", request(Fixtures.v2Directory(), USUAL), rootV2),
                arguments(
                        "userns",
                        "exec-root",
                        request(Fixtures.v2Directory(), EnumSet.allOf(NamespaceType.class)),
                        rootV2),
                arguments(
                        "rootless",
                        "exec",
                        request(Fixtures.noDirectories(), EnumSet.allOf(NamespaceType.class)),
                        Fixtures.user(Fixtures.v2(), true)),
                arguments("labels", "exec", request(Fixtures.v2Directory(), USUAL), rootV2),
                arguments(
                        "bare",
                        "exec",
                        request(Fixtures.v2Directory(), EnumSet.noneOf(NamespaceType.class)),
                        rootV2));
    }

    @ParameterizedTest(name = "{0} for {1}")
    @MethodSource("programs")
    void containerIsJoinedByItsProgram(
            String bundle, String what, JoinRequest request, HostFacts facts)
            throws IOException, SpecException {
        Program program =
                JoinCompiler.compile(Fixtures.bundle(bundle), request, facts, Optional.empty());
        Path golden = PROGRAMS.resolve(bundle + "-" + what + ".txt");
        String text = PlanPrinter.text(program);
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(golden, text);
        }
        assertThat(text).isEqualTo(Files.readString(golden));
        assertThat(DecodedProgram.of(program.encode()).operations()).hasSameSizeAs(program.steps());
    }

    @Test
    void pidfdIsSentOnceTheProgramIsFoundAndBeforeItIsExecuted() throws IOException, SpecException {
        JoinRequest plain = request(Fixtures.v2Directory(), USUAL);
        JoinRequest request =
                new JoinRequest(
                        plain.id(),
                        plain.bundle(),
                        plain.init(),
                        plain.joined(),
                        plain.cgroups(),
                        Optional.empty(),
                        Optional.of(Path.of("/run/pidfd.sock")),
                        Optional.of(Foreground.NO_TERMINAL),
                        0,
                        true);
        String text =
                PlanPrinter.text(
                        JoinCompiler.compile(
                                Fixtures.bundle("spec"),
                                request,
                                Fixtures.root(Fixtures.v2()),
                                Optional.empty()));
        assertThat(text)
                .containsSubsequence(
                        "H connect_socket slot=@2 path=\"/run/pidfd.sock\"",
                        "E join_process",
                        "I find_program",
                        "I send_pidfd slot=@2 text=\"setns\"",
                        "I execute");
    }

    /** From its first moment the container can look into it. */
    @Test
    void nothingOfTheHostIsLeftOpenWhenTheContainerIsJoined() throws IOException, SpecException {
        for (CgroupDirectories cgroups :
                List.of(Fixtures.v1Directories(), Fixtures.v2Directory())) {
            Program program =
                    JoinCompiler.compile(
                            Fixtures.bundle("spec"),
                            request(cgroups, USUAL),
                            Fixtures.root(Fixtures.v1()),
                            Optional.empty());
            List<Operation> inside =
                    program.steps().stream()
                            .filter(step -> step.phase() == Phase.INIT)
                            .map(Step::operation)
                            .toList();
            assertThat(inside)
                    .noneMatch(IdentityOperation.JoinCgroup.class::isInstance)
                    .noneMatch(LabelOperation.SetSecurityAttribute.class::isInstance)
                    .noneMatch(DescriptorOperation.class::isInstance);
            assertThat(
                            program.steps().stream()
                                    .filter(step -> step.phase() == Phase.ENTER)
                                    .toList()
                                    .getLast()
                                    .operation())
                    .isInstanceOf(CloneOperation.JoinProcess.class);
        }
    }
}
