package dev.carafe.spec.read;

import dev.carafe.spec.error.Problem;
import dev.carafe.spec.error.Problems;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The test data, see its README.md. */
final class TestFiles {

    private static final String BASE = "/dev/carafe/spec/";

    private TestFiles() {}

    static Path path(String name) {
        try {
            return Path.of(
                    Objects.requireNonNull(TestFiles.class.getResource(BASE + name), name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The JSON files of a directory, in order. */
    static List<Path> json(String directory) {
        try (Stream<Path> files = Files.list(path(directory))) {
            return files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every file that must be accepted. */
    static Stream<Path> good() {
        return Stream.of("runc", "engines", "docs").flatMap(directory -> json(directory).stream());
    }

    /** What one of our schemas finds wrong. */
    static List<Problem> schemaProblems(String file, JsonNode tree) {
        Problems problems = new Problems();
        SchemaCheck.check(file, tree, problems);
        return problems.kept();
    }
}
