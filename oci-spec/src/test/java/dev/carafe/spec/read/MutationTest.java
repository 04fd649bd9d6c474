package dev.carafe.spec.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.carafe.spec.error.SpecException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Whatever the bytes are, the answer is a config or a list of problems. */
class MutationTest {

    private static final long SEED = 20261121;
    private static final int ROUNDS = 2000;

    private static final String[] VALUES = {
        "null",
        "true",
        "0",
        "-1",
        "1e400",
        "-1e-400",
        "0.5",
        "1e3",
        "18446744073709551615",
        "18446744073709551616",
        "-9223372036854775809",
        "\"\"",
        "\"\\u0000\"",
        "\"/\"",
        "\"a/~b\"",
        "[]",
        "[null]",
        "{}",
        "{\"\":null}",
        "[[[]]]",
        "\"\\ud800\"",
    };

    private final Random random = new Random(SEED);

    @Test
    void changedBytesNeverBreakTheReader() throws Exception {
        List<Path> files = TestFiles.good().toList();
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] json = Files.readAllBytes(files.get(random.nextInt(files.size())));
            for (int change = random.nextInt(3); change >= 0; change--) {
                json[random.nextInt(json.length)] = (byte) random.nextInt(256);
            }
            refused += isRefused(json) ? 1 : 0;
        }
        assertThat(refused).isBetween(ROUNDS / 10, ROUNDS - 1);
    }

    @Test
    void changedValuesNeverBreakTheReader() throws Exception {
        List<Path> files = TestFiles.good().toList();
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            JsonNode tree =
                    JsonMapper.shared()
                            .readTree(Files.readAllBytes(files.get(random.nextInt(files.size()))));
            mutate(tree);
            refused += isRefused(tree.toString().getBytes(UTF_8)) ? 1 : 0;
        }
        assertThat(refused).isBetween(ROUNDS / 10, ROUNDS - 1);
    }

    private void mutate(JsonNode tree) {
        List<JsonNode> containers = new ArrayList<>();
        collect(tree, containers);
        JsonNode place = containers.get(random.nextInt(containers.size()));
        JsonNode value = JsonMapper.shared().readTree(VALUES[random.nextInt(VALUES.length)]);
        if (place instanceof ObjectNode object && !object.isEmpty()) {
            List<String> names = List.copyOf(object.propertyNames());
            object.set(names.get(random.nextInt(names.size())), value);
        } else if (place instanceof ArrayNode array) {
            array.insert(random.nextInt(array.size() + 1), value);
        }
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainer()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }

    private static boolean isRefused(byte[] json) {
        try {
            ConfigReader.read(json);
            return false;
        } catch (SpecException e) {
            return true;
        } catch (RuntimeException | StackOverflowError e) {
            return fail("unexpected for " + new String(json, UTF_8), e);
        }
    }
}
