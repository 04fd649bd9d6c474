package dev.carafe.spec.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.spec.Config;
import dev.carafe.spec.seccomp.Seccomp;
import dev.carafe.spec.write.ConfigWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class GoodFilesTest {

    static Stream<Path> good() {
        return TestFiles.good();
    }

    @ParameterizedTest
    @MethodSource("good")
    void isReadAndWrittenWithoutLoss(Path file) throws Exception {
        JsonNode original = JsonMapper.shared().readTree(Files.readAllBytes(file));
        ((ObjectNode) original).remove(ChangedValues.NOT_OURS);
        Config config = ConfigReader.read(original.toString().getBytes(UTF_8));

        byte[] written = ConfigWriter.write(config).getBytes(UTF_8);

        assertThat(ConfigReader.read(written)).isEqualTo(config);
        assertThat(meaning(JsonMapper.shared().readTree(written))).isEqualTo(meaning(original));
        assertThat(ConfigReader.read(file).linux()).isEqualTo(config.linux());
    }

    /** What is left when everything that says nothing is gone, as Go's encoder leaves it out. */
    private static JsonNode meaning(JsonNode tree) {
        if (tree instanceof ObjectNode object) {
            object.properties().forEach(entry -> meaning(entry.getValue()));
            object.removeIf(GoodFilesTest::saysNothing);
        } else if (tree instanceof ArrayNode array) {
            array.forEach(GoodFilesTest::meaning);
        }
        return tree;
    }

    private static boolean saysNothing(JsonNode node) {
        boolean emptyContainer = node.isContainer() && node.isEmpty();
        boolean zero = node.isNumber() && node.asLong() == 0;
        boolean wildcard = node.isNumber() && node.asLong() == -1;
        boolean falseOrEmpty = node.isString() ? node.asString().isEmpty() : !node.asBoolean(true);
        return node.isNull() || emptyContainer || zero || wildcard || falseOrEmpty;
    }

    @Test
    void theCorpusIsAsLargeAsItWas() {
        assertThat(TestFiles.json("docs")).hasSize(58);
        assertThat(TestFiles.json("engines")).hasSize(9);
    }

    @Test
    void seccompFlagsThatAreAbsentAreNotAnEmptyList() throws Exception {
        Config docker = ConfigReader.read(TestFiles.path("engines/docker.json"));
        Config containerd =
                ConfigReader.read(TestFiles.path("engines/containerd-limits-seccomp.json"));

        assertThat(docker.linux().seccomp()).extracting(Seccomp::flags).isNull();
        assertThat(containerd.linux().seccomp()).extracting(Seccomp::flags).isNull();
        assertThat(config("[]").flags()).isEmpty();
        assertThat(config("[\"SECCOMP_FILTER_FLAG_LOG\"]").flags())
                .containsExactly("SECCOMP_FILTER_FLAG_LOG");
    }

    private static Seccomp config(String flags) throws Exception {
        String json =
                """
                {"ociVersion": "1.3.0", "root": {"path": "r"},
                 "linux": {"seccomp": {"defaultAction": "SCMP_ACT_ALLOW", "flags": %s}}}
                """
                        .formatted(flags);
        return requireNonNull(ConfigReader.read(json.getBytes(UTF_8)).linux().seccomp());
    }
}
