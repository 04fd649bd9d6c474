package dev.carafe.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docs/spec-coverage.md to the JSON Schema and to the tests that it names. */
class SpecCoverageTest {
    private static final Path REPOSITORY = Path.of("..");
    private static final Pattern POINTER = Pattern.compile("`(/[^`]*)`");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*Test)\\.(\\w+)`");

    /** The cells of the table's rows. */
    private static List<String[]> rows() throws IOException {
        return Files.readAllLines(REPOSITORY.resolve("docs/spec-coverage.md")).stream()
                .filter(line -> line.startsWith("| `/"))
                .map(line -> line.split(" \\| "))
                .toList();
    }

    @Test
    void everyPropertyOfTheSchemaHasOneRow() throws IOException {
        List<String> documented = new ArrayList<>();
        for (String[] row : rows()) {
            Matcher pointer = POINTER.matcher(row[0]);
            while (pointer.find()) {
                documented.add(pointer.group(1));
            }
        }
        Set<String> known = new SchemaConfig(new Random(0)).known();
        assertThat(documented).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(known);
    }

    @Test
    void everyRowNamesTestsThatAreThere() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : List.of("conformance", "oci-spec", "runtime")) {
            try (Stream<Path> tree = Files.walk(REPOSITORY.resolve(module).resolve("src"))) {
                tree.filter(file -> file.toString().endsWith("Test.java")).forEach(sources::add);
            }
        }
        Set<String> missing = new TreeSet<>();
        for (String[] row : rows()) {
            Matcher test = TEST.matcher(row[2]);
            assertThat(test.find()).as("a test of %s", row[0]).isTrue();
            do {
                String file = test.group(1) + ".java";
                String method = " void " + test.group(2) + "(";
                List<Path> classes = sources.stream().filter(s -> s.endsWith(file)).toList();
                boolean isThere = false;
                for (Path source : classes) {
                    isThere |= Files.readString(source).contains(method);
                }
                if (!isThere) {
                    missing.add(test.group());
                }
            } while (test.find());
        }
        assertThat(missing).isEmpty();
    }
}
