package dev.carafe.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.carafe.linux.HostFacts;
import dev.carafe.spec.error.SpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The programs for whole bundles, pinned. After a change that is meant, {@code
 * -Dgolden.update=true} writes them anew; then read the diff.
 */
class GoldenProgramTest {
    private static final Path PROGRAMS =
            Path.of("src", "test", "resources", "dev", "carafe", "plan", "programs");

    static List<org.junit.jupiter.params.provider.Arguments> programs() {
        HostFacts rootV1 = Fixtures.root(Fixtures.v1());
        HostFacts rootHybrid = Fixtures.root(Fixtures.hybrid());
        HostFacts rootV2 = Fixtures.root(Fixtures.v2());
        LaunchRequest v1 = Fixtures.request(Fixtures.v1Directories());
        LaunchRequest v2 = Fixtures.request(Fixtures.v2Directory());
        LaunchRequest none = Fixtures.request(Fixtures.noDirectories());
        return List.of(
                arguments("spec", "v1", v1, rootV1),
                arguments("spec", "hybrid", v1, rootHybrid),
                arguments("spec", "v2", v2, rootV2),
                arguments("spec", "detached", Fixtures.detached(Fixtures.v2Directory()), rootV2),
                arguments("spec", "systemd", Fixtures.request(Fixtures.scope()), rootV2),
                arguments("rootless", "v2", none, Fixtures.user(Fixtures.v2(), false)),
                arguments("rootless", "v1", none, Fixtures.user(Fixtures.v1(), true)),
                arguments("userns", "root", v2, rootV2),
                arguments("userns", "helpers", none, Fixtures.user(Fixtures.v2(), true)),
                arguments("joined", "v1", v1, rootV1),
                arguments("joined", "v2", v2, rootV2),
                arguments("pod", "v2", v2, rootV2),
                arguments("mounts", "v2", v2, rootV2),
                arguments("everything", "v1", v1, rootV1),
                arguments("labels", "v2", v2, rootV2),
                arguments("bare", "v2", v2, rootV2));
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("programs")
    void bundleCompilesToItsProgram(
            String bundle, String host, LaunchRequest request, HostFacts facts)
            throws IOException, SpecException {
        Program program = Compiler.compile(Fixtures.bundle(bundle), request, facts);
        Path golden = PROGRAMS.resolve(bundle + "-" + host + ".txt");
        String text = PlanPrinter.text(program);
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(golden, text);
        }
        assertThat(text).isEqualTo(Files.readString(golden));
        assertThat(DecodedProgram.of(program.encode()).operations()).hasSameSizeAs(program.steps());
    }
}
