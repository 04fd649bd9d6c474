package dev.carafe.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.spec.Config;
import dev.carafe.spec.error.SpecException;
import dev.carafe.spec.read.ConfigReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Files that began as good ones and were damaged, node by node or byte by byte: schema, rules and
 * compiler answer with a spec error or with a program that decodes, never with another exception.
 */
class MutatedConfigTest {
    private static final long SEED = 1202611;
    private static final int MUTANTS = 600;
    private static final int MAX_DAMAGES = 3;
    private static final JsonMapper MAPPER = new JsonMapper();

    /** What Go, C and people write by mistake or on purpose. */
    private static final List<String> VALUES =
            List.of(
                    "null",
                    "true",
                    "-1",
                    "0",
                    "1",
                    "1.5",
                    "1e400",
                    "9223372036854775808",
                    "18446744073709551616",
                    "-9223372036854775809",
                    "\"\"",
                    "\"/\"",
                    "\"..\"",
                    "\"a/../../b\"",
                    "\"rel\"",
                    "\"\\u0000\"",
                    "\"a\\u0000b\"",
                    "\"\\ud800\"",
                    "\"\\n\"",
                    "\"%s%n\"",
                    "\"" + "x".repeat(5000) + "\"",
                    "[]",
                    "[null]",
                    "[[]]",
                    "{}",
                    "{\"\":{}}");

    private final Random random = new Random(SEED);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bare",
                "everything",
                "joined",
                "mounts",
                "pod",
                "rootless",
                "spec",
                "userns"
            })
    void damagedNodesAreProblemsOrProgramsAndNothingElse(String name) throws IOException {
        JsonNode good = MAPPER.readTree(text(name));
        int refused = 0;
        for (int i = 0; i < MUTANTS; i++) {
            ObjectNode mutant = (ObjectNode) good.deepCopy();
            for (int damages = 1 + random.nextInt(MAX_DAMAGES); damages > 0; damages--) {
                damage(mutant);
            }
            refused += check(MAPPER.writeValueAsBytes(mutant)) ? 0 : 1;
        }
        // Damage that nothing notices would show that the damage is not worth its name.
        assertThat(refused).isBetween(MUTANTS / 5, MUTANTS - 1);
    }

    @Test
    void damagedBytesAreProblemsOrProgramsAndNothingElse() throws IOException {
        byte[] good = text("everything");
        for (int i = 0; i < MUTANTS; i++) {
            byte[] mutant = good.clone();
            for (int damages = 1 + random.nextInt(MAX_DAMAGES); damages > 0; damages--) {
                mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
            }
            check(mutant);
        }
    }

    @Test
    void deepFilesAreProblems() {
        for (int depth : new int[] {100, 10_000, 1_000_000}) {
            String deep = "{\"x\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
            check(deep.getBytes(UTF_8));
            check(("{\"annotations\":" + "{\"a\":".repeat(depth)).getBytes(UTF_8));
        }
    }

    /** Whether it became a program; the seed makes a failure happen again. */
    private static boolean check(byte[] json) {
        try {
            Config config = ConfigReader.read(json);
            Program program =
                    Compiler.compile(
                            config,
                            Fixtures.request(Fixtures.v1Directories()),
                            Fixtures.root(Fixtures.v1()));
            assertThat(DecodedProgram.of(program.encode()).operations())
                    .hasSameSizeAs(program.steps());
            return true;
        } catch (SpecException e) {
            assertThat(e.getMessage()).isNotBlank();
            return false;
        } catch (RuntimeException | IOException | StackOverflowError e) {
            throw new AssertionError(
                    "not a spec error for " + abridged(new String(json, UTF_8)), e);
        }
    }

    private void damage(ObjectNode root) {
        List<JsonNode> containers = containers(root);
        JsonNode at = containers.get(random.nextInt(containers.size()));
        switch (at) {
            case ObjectNode object -> damageObject(object);
            case ArrayNode array -> damageArray(array);
            default -> throw new AssertionError(at);
        }
    }

    private void damageObject(ObjectNode object) {
        List<String> names = List.copyOf(object.propertyNames());
        if (names.isEmpty()) {
            object.set("new", value());
            return;
        }
        String name = names.get(random.nextInt(names.size()));
        switch (random.nextInt(4)) {
            case 0 -> object.remove(name);
            case 1 -> object.set(names.get(random.nextInt(names.size())), object.get(name));
            default -> object.set(name, value());
        }
    }

    private void damageArray(ArrayNode array) {
        if (array.isEmpty()) {
            array.add(value());
            return;
        }
        int index = random.nextInt(array.size());
        switch (random.nextInt(4)) {
            case 0 -> array.remove(index);
            case 1 -> array.add(array.get(index));
            default -> array.set(index, value());
        }
    }

    private JsonNode value() {
        return MAPPER.readTree(VALUES.get(random.nextInt(VALUES.size())));
    }

    private static List<JsonNode> containers(JsonNode node) {
        List<JsonNode> found = new ArrayList<>();
        found.add(node);
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> entry : object.properties()) {
                if (entry.getValue().isContainer()) {
                    found.addAll(containers(entry.getValue()));
                }
            }
        } else {
            for (JsonNode item : node) {
                if (item.isContainer()) {
                    found.addAll(containers(item));
                }
            }
        }
        return found;
    }

    private static byte[] text(String name) throws IOException {
        try (InputStream in =
                MutatedConfigTest.class.getResourceAsStream("bundles/" + name + ".json")) {
            if (in == null) {
                throw new AssertionError("no bundle " + name);
            }
            return in.readAllBytes();
        }
    }

    private static String abridged(String json) {
        return json.length() > 20_000 ? json.substring(0, 2_000) + "..." : json;
    }
}
