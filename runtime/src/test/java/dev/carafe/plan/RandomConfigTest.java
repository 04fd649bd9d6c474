package dev.carafe.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.linux.CgroupMounts;
import dev.carafe.linux.HostFacts;
import dev.carafe.spec.Config;
import dev.carafe.spec.error.InvalidConfigException;
import dev.carafe.spec.error.SpecException;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever a valid config.json asks for, compiling it gives a program that decodes, or problems.
 */
class RandomConfigTest {
    private static final int CONFIGS = 1500;
    private static final long SEED = 20261121;

    @Test
    void anyValidConfigCompilesOrIsRefusedWithProblems() throws IOException {
        Random random = new Random(SEED);
        RandomConfig configs = new RandomConfig(random);
        int compiled = 0;
        int refused = 0;
        for (int i = 0; i < CONFIGS; i++) {
            String json = configs.next();
            Config config;
            try {
                config = Fixtures.config(json);
            } catch (SpecException e) {
                continue;
            }
            try {
                Program program = Compiler.compile(config, request(random), facts(random));
                DecodedProgram decoded = DecodedProgram.of(program.encode());
                assertThat(decoded.operations()).as(json).hasSameSizeAs(program.steps());
                assertThat(PlanPrinter.text(program).lines()).hasSameSizeAs(program.steps());
                compiled++;
            } catch (InvalidConfigException e) {
                assertThat(e.problems()).as(json).isNotEmpty();
                refused++;
            }
        }
        // The generator is worth something only when both happen often.
        assertThat(compiled).isGreaterThan(CONFIGS / 5);
        assertThat(refused).isGreaterThan(CONFIGS / 50);
    }

    private static LaunchRequest request(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Fixtures.request(Fixtures.v1Directories());
            case 1 -> Fixtures.request(Fixtures.v2Directory());
            case 2 -> Fixtures.detached(Fixtures.v2Directory());
            default -> Fixtures.request(Fixtures.noDirectories());
        };
    }

    private static HostFacts facts(Random random) {
        List<CgroupMounts> mounts = List.of(Fixtures.v1(), Fixtures.v2(), Fixtures.hybrid());
        CgroupMounts cgroups = mounts.get(random.nextInt(mounts.size()));
        return random.nextInt(4) == 0
                ? Fixtures.user(cgroups, random.nextBoolean())
                : Fixtures.root(cgroups);
    }
}
