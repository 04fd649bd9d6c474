package dev.carafe.spec.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carafe.spec.error.Problem;
import dev.carafe.spec.error.Problems;
import dev.carafe.spec.error.SpecException;
import dev.carafe.spec.rules.Warnings;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The limits only tell work that grows with the square of the file's size from other work. */
@Timeout(120)
class LargeFilesTest {
    private static final String HEAD =
            "{\"ociVersion\":\"1.3.0\",\"root\":{\"path\":\"rootfs\"},\n";

    /** As many entries as the largest files that are read may have. */
    private static final int MANY = ConfigReader.MAX_VALUES / 2;

    private static String entries(int count, IntFunction<String> entry) {
        return IntStream.range(0, count).mapToObj(entry).collect(Collectors.joining(",\n"));
    }

    private static List<Problem> problems(String json) {
        SpecException e =
                catchThrowableOfType(
                        SpecException.class, () -> ConfigReader.read(json.getBytes(UTF_8)));
        assertThat(e).isNotNull();
        assertThat(String.valueOf(e.getMessage())).hasSizeLessThan(Problems.MAX * 300);
        return e.problems();
    }

    private static void areCut(List<Problem> problems) {
        assertThat(problems).hasSize(Problems.MAX + 1);
        assertThat(problems.getLast().toString())
                .isEqualTo("has more problems, which are not listed");
        assertThat(problems.subList(0, Problems.MAX)).allMatch(p -> p.line() > 1);
    }

    @Test
    void asManyProblemsAsPeopleReadAreToldOfASchema() {
        areCut(
                problems(
                        HEAD
                                + "\"process\":{\"args\":[\"a\"],\"cwd\":\"/\",\"env\":["
                                + entries(MANY, i -> "\"V" + i + "\"")
                                + "]}}"));
    }

    @Test
    void asManyProblemsAsPeopleReadAreToldOfARule() {
        areCut(
                problems(
                        HEAD
                                + "\"linux\":{\"sysctl\":{"
                                + entries(MANY, i -> "\"kernel.x" + i + "\":\"1\"")
                                + "}}}"));
    }

    @Test
    void aFileWithTooManyValuesIsRefused() {
        String mounts =
                entries(
                        150_000,
                        i ->
                                "{\"destination\":\"/m%d\",\"source\":\"/s\",\"options\":[\"bind\"]}"
                                        .formatted(i));

        assertThat(problems(HEAD + "\"mounts\":[" + mounts + "]}"))
                .extracting(Problem::message)
                .containsExactly("has more than 200000 values");
    }

    @Test
    void asManyVariablesAsAFileCanHaveAreRead() throws SpecException {
        String env = entries(MANY, i -> "\"V%d=%s\"".formatted(i, "x".repeat(20)));
        byte[] json =
                (HEAD + "\"process\":{\"args\":[\"a\"],\"cwd\":\"/\",\"env\":[" + env + "]}}")
                        .getBytes(UTF_8);

        assertThat(ConfigReader.read(json).process())
                .satisfies(p -> assertThat(p.env()).hasSize(MANY));
    }

    @Test
    void manyUnknownCapabilitiesMakeOneShortWarning() throws SpecException {
        String names = entries(MANY, i -> "\"CAP_X" + i + "\"");
        byte[] json =
                (HEAD
                                + "\"process\":{\"args\":[\"a\"],\"cwd\":\"/\",\"capabilities\":{\"bounding\":["
                                + names
                                + "]}}}")
                        .getBytes(UTF_8);

        assertThat(Warnings.of(ConfigReader.read(json)))
                .singleElement()
                .satisfies(w -> assertThat(w.message()).hasSizeLessThan(1000).endsWith(" more"));
    }

    @Test
    void deepPlacesWithLongNamesAreFoundAllTheSame() {
        String name = "n".repeat(10_000);
        String open = ("{\"" + name + "\":").repeat(400);
        String json =
                HEAD
                        + "\"x\":"
                        + open
                        + "["
                        + entries(10_000, i -> "1")
                        + "]"
                        + "}".repeat(400)
                        + ",\n\"hostname\":5}";

        assertThat(problems(json)).extracting(Problem::pointer).containsExactly("/hostname");
    }

    @Test
    void halfOfASurrogatePairIsRefused() {
        assertThat(problems(HEAD + "\"hostname\":\"a\\ud800\"}").getFirst().toString())
                .isEqualTo("line 2: is not valid JSON: has half of a surrogate pair");
        assertThat(problems(HEAD + "\"a\\udc00\":1}")).hasSize(1);
    }

    @Test
    void aWholeSurrogatePairIsACharacter() throws SpecException {
        byte[] json = (HEAD + "\"annotations\":{\"a\":\"\\ud83d\\ude00\"}}").getBytes(UTF_8);

        assertThat(ConfigReader.read(json).annotations()).containsEntry("a", "\ud83d\ude00");
    }
}
