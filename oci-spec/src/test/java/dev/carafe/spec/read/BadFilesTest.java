package dev.carafe.spec.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carafe.spec.error.Problem;
import dev.carafe.spec.error.SpecException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BadFilesTest {

    private static Properties expectations() throws IOException {
        Properties properties = new Properties();
        try (Reader reader =
                Files.newBufferedReader(
                        TestFiles.path("bad/expected-pointers.properties"), UTF_8)) {
            properties.load(reader);
        }
        return properties;
    }

    static Stream<Arguments> bad() throws IOException {
        Properties expectations = expectations();
        return expectations.stringPropertyNames().stream()
                .sorted()
                .map(name ->
                        Arguments.of(
                                name,
                                Arrays.stream(expectations.getProperty(name).split(" "))
                                        .map(p -> p.equals("(document)") ? "" : p)
                                        .toList()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void isRefusedWithExactlyTheExpectedPointers(String name, List<String> pointers) {
        SpecException e =
                catchThrowableOfType(
                        SpecException.class,
                        () -> ConfigReader.read(TestFiles.path("bad/" + name + ".json")));

        assertThat(e).as("accepted").isNotNull();
        assertThat(e.problems())
                .extracting(Problem::pointer)
                .containsExactlyInAnyOrderElementsOf(pointers);
        assertThat(e.problems()).allMatch(p -> p.line() > 0).noneMatch(p -> p.message().isBlank());
        assertThat(e.getMessage()).doesNotContain("\n", "(null)", "[");
    }

    @Test
    void everyBadFileHasAnExpectation() throws IOException {
        assertThat(TestFiles.json("bad"))
                .extracting(file -> file.getFileName().toString().replace(".json", ""))
                .containsExactlyInAnyOrderElementsOf(expectations().stringPropertyNames());
    }
}
