package dev.carafe.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.linux.CgroupMounts;
import dev.carafe.linux.HostFacts;
import dev.carafe.seccomp.CompiledFilter;
import dev.carafe.seccomp.SystemCallFilters;
import dev.carafe.spec.Config;
import dev.carafe.spec.error.SpecException;
import dev.carafe.spec.read.ConfigReader;
import dev.carafe.spec.rules.Warnings;
import dev.carafe.spec.seccomp.Seccomp;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/**
 * Configurations made from the schema, through schema, rules, libseccomp and compiler: what comes
 * out is a spec error, or a program that the decoder of the C side accepts.
 *
 * <p>A longer run, by hand: {@code CARAFE_FUZZ_CONFIGS=100000 CARAFE_FUZZ_SEED=7}.
 */
class SchemaFuzzTest {
    private static final int CONFIGS = setting("CARAFE_FUZZ_CONFIGS", 3000);
    private static final int SEED = setting("CARAFE_FUZZ_SEED", 20261127);

    private final Random random = new Random(SEED);
    private final SystemCallFilters filters = SystemCallFilters.cachedIn(Optional.empty(), () -> 0);

    private static int setting(String name, int otherwise) {
        String value = System.getenv(name);
        return value == null ? otherwise : Integer.parseInt(value);
    }

    @Test
    void everyPropertyLeadsToAProgramOrToAnErrorAndNothingElse() throws IOException {
        SchemaConfig configs = new SchemaConfig(random);
        int compiled = 0;
        try (NativeDecoder decoder = NativeDecoder.start().orElse(null)) {
            for (int i = 0; i < CONFIGS; i++) {
                ObjectNode config = configs.next();
                Optional<Program> program = program(config);
                if (program.isPresent()) {
                    compiled++;
                    byte[] encoded = program.get().encode();
                    assertThat(DecodedProgram.of(encoded).operations())
                            .as("%s", config)
                            .hasSameSizeAs(program.get().steps());
                    if (decoder != null) {
                        assertThat(decoder.verdict(encoded)).as("%s", config).isEqualTo("ok");
                    }
                }
            }
        }
        // The generator is worth something only when both happen often, and nothing is left out.
        assertThat(compiled).isBetween(CONFIGS / 10, CONFIGS * 9 / 10);
        assertThat(configs.written()).isEqualTo(configs.known());
    }

    /** Empty for a spec error; the seed makes any other failure happen again. */
    private Optional<Program> program(ObjectNode json) {
        try {
            Config config = ConfigReader.read(json.toString().getBytes(UTF_8));
            assertThat(Warnings.of(config)).doesNotContainNull();
            Program program =
                    Compiler.compile(config, request(), facts(), filter(config.linux().seccomp()));
            assertThat(PlanPrinter.text(program).lines()).hasSameSizeAs(program.steps());
            return Optional.of(program);
        } catch (SpecException e) {
            assertThat(e.problems()).isNotEmpty();
            return Optional.empty();
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError("not a spec error for " + json, e);
        }
    }

    private Optional<SystemCallFilter> filter(@Nullable Seccomp profile) throws SpecException {
        if (profile == null) {
            return Optional.empty();
        }
        CompiledFilter filter = filters.compile(profile, line -> {});
        return Optional.of(
                new SystemCallFilter(
                        filter.program(),
                        filter.flags(),
                        filter.notifies(),
                        profile.defaultAction()));
    }

    private LaunchRequest request() {
        return switch (random.nextInt(4)) {
            case 0 -> Fixtures.request(Fixtures.v1Directories());
            case 1 -> Fixtures.request(Fixtures.v2Directory());
            case 2 -> Fixtures.detached(Fixtures.v2Directory());
            default -> Fixtures.request(Fixtures.scope());
        };
    }

    private HostFacts facts() {
        List<CgroupMounts> mounts = List.of(Fixtures.v1(), Fixtures.v2(), Fixtures.hybrid());
        CgroupMounts cgroups = mounts.get(random.nextInt(mounts.size()));
        return random.nextInt(4) == 0
                ? Fixtures.user(cgroups, random.nextBoolean())
                : Fixtures.root(cgroups);
    }
}
