package dev.carafe.spec.read;

import dev.carafe.spec.Config;
import dev.carafe.spec.Mount;
import dev.carafe.spec.ProcessSpec;
import dev.carafe.spec.error.InvalidConfigException;
import dev.carafe.spec.error.MalformedJsonException;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.error.Problems;
import dev.carafe.spec.error.SpecException;
import dev.carafe.spec.resources.Resources;
import dev.carafe.spec.rules.ConfigRules;
import dev.carafe.spec.rules.MountRules;
import dev.carafe.spec.rules.ProcessRules;
import dev.carafe.spec.rules.ResourceRules;
import dev.carafe.spec.tree.At;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * Reads config.json and its parts, and checks them against the schema and the rules that a schema
 * cannot say.
 *
 * <p>All problems are collected and thrown at once. A JSON {@code null} counts as absent. Unknown
 * properties are ignored; a property that occurs twice is refused, since readers differ in which
 * one they take.
 */
public final class ConfigReader {

    /**
     * Larger files are refused. The largest that engines write are below 1 MiB, and the kernel
     * takes at most 6 MiB of arguments and environment.
     */
    public static final int MAX_BYTES = 8 << 20;

    /** A file with more values is refused, since each of them takes memory of a resident engine. */
    public static final int MAX_VALUES = 200_000;

    private ConfigReader() {}

    /**
     * Reads a file.
     *
     * @throws IOException if the file cannot be read or is larger than {@link #MAX_BYTES}
     * @throws SpecException with all problems, if the file is not an acceptable config.json
     */
    public static Config read(Path file) throws IOException, SpecException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException(file + " is larger than " + MAX_BYTES + " bytes");
            }
            return read(bytes);
        }
    }

    /**
     * Reads the text of a config.json.
     *
     * @throws SpecException with all problems, if it is not an acceptable one
     */
    public static Config read(byte[] json) throws SpecException {
        return read(json, "config.json", "config.json", ConfigRules::check, ConfigMapper::config);
    }

    /**
     * Reads a {@code process} object that stands alone, as {@code exec --process} takes it.
     *
     * @param document what to call the document in messages
     * @throws SpecException with all problems, if it is not an acceptable one
     */
    public static ProcessSpec readProcess(byte[] json, String document) throws SpecException {
        return read(json, document, "process.json", ProcessRules::check, ProcessMapper::process);
    }

    /**
     * Reads a {@code resources} object that stands alone, as {@code update --resources} takes it.
     *
     * @param document what to call the document in messages
     * @throws SpecException with all problems, if it is not an acceptable one
     */
    public static Resources readResources(byte[] json, String document) throws SpecException {
        return read(
                json, document, "resources.json", ResourceRules::check, ResourcesMapper::resources);
    }

    /**
     * Reads a list of mounts that stands alone, as {@code mounts add} takes it.
     *
     * @param document what to call the document in messages
     * @throws SpecException with all problems, if it is not an acceptable one
     */
    public static List<Mount> readMounts(byte[] json, String document) throws SpecException {
        return read(json, document, "mounts.json", MountRules::check, ConfigMapper::mounts);
    }

    /**
     * The properties of a config.json that are ignored since the specification does not have them:
     * the first of them, without lines. Sections for other platforms are known.
     *
     * @throws MalformedJsonException if the text is not JSON
     */
    public static List<Problem> unknownProperties(byte[] json) throws MalformedJsonException {
        String name = "config.json";
        return UnknownProperties.in(JsonText.parse(json, name), name).stream()
                .filter(p -> !isForAnotherPlatform(p.pointer()))
                .toList();
    }

    private static boolean isForAnotherPlatform(String pointer) {
        return !pointer.isEmpty() && ConfigMapper.OTHER_PLATFORMS.contains(pointer.substring(1));
    }

    /**
     * Where a property stands, for messages about what went wrong later.
     *
     * @return the line of the property, or of what is around it when it is not there; counted from
     *     1
     * @throws MalformedJsonException if the text is not JSON
     */
    public static int lineOf(byte[] json, String pointer) throws MalformedJsonException {
        return LineIndex.of(json, "config.json", List.of(pointer)).lineOf(pointer);
    }

    /**
     * The same problems, those without a line with the line of what they are about.
     *
     * @throws MalformedJsonException if the text is not JSON
     */
    public static List<Problem> located(byte[] json, List<Problem> problems)
            throws MalformedJsonException {
        boolean hasPlaces =
                problems.stream().anyMatch(p -> p.line() == 0 && !p.pointer().isEmpty());
        // Without one, the problem may be that the text is no JSON.
        return hasPlaces ? located(json, "config.json", problems) : problems;
    }

    private static List<Problem> located(byte[] json, String document, List<Problem> problems)
            throws MalformedJsonException {
        List<String> pointers =
                problems.stream().filter(p -> p.line() == 0).map(Problem::pointer).toList();
        LineIndex lines = LineIndex.of(json, document, pointers);
        return problems.stream()
                .map(p -> p.line() > 0 ? p : p.atLine(lines.lineOf(p.pointer())))
                .toList();
    }

    private static <T> T read(
            byte[] json,
            String document,
            String schema,
            BiConsumer<At, Consumer<Problem>> rules,
            Function<JsonNode, T> mapper)
            throws SpecException {
        JsonNode tree = JsonText.parse(json, document);
        // The schema speaks first: a rule that objects to the same property adds nothing.
        Problems problems = new Problems();
        SchemaCheck.check(schema, tree, problems);
        rules.accept(At.root(tree), problems);
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(document, inOrder(problems, json, document));
        }
        return mapper.apply(tree);
    }

    private static List<Problem> inOrder(Problems problems, byte[] json, String document)
            throws MalformedJsonException {
        List<Problem> sorted =
                located(json, document, problems.kept()).stream()
                        .sorted(Comparator.comparingInt(Problem::line))
                        .toList();
        return problems.isCut() ? Problems.withMore(sorted) : sorted;
    }
}
