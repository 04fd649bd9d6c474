package dev.carafe.conformance;

import dev.carafe.conformance.report.ReasonList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The suite's command line.
 *
 * @param timeScale how much slower this machine is than a usual one
 * @param filter matches the tests to run: {@code package.Class.method}
 * @param deniedCalls system calls that this process and all it starts cannot use
 * @param strictSkips whether a skip that the list does not allow fails the run: so in CI
 */
record Options(
        Path runtime,
        String name,
        Path report,
        List<String> tags,
        List<String> excludedTags,
        Pattern filter,
        int timeScale,
        int threads,
        ReasonList expectedFailures,
        ReasonList allowedSkips,
        boolean strictSkips,
        List<String> deniedCalls) {

    static final String USAGE =
            """
            usage: Main --runtime PATH [--name NAME] [--report DIR] [--tags A,B] [--exclude-tags A,B]
                        [--filter REGEX] [--timescale N] [--threads N] [--expect FILE] [--allow-skips FILE]
                        [--denied CALL,CALL]
            """;

    static Options parse(List<String> arguments) throws IOException {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            String option = arguments.get(i);
            if (!USAGE.contains(option + " ")
                    || !option.startsWith("--")
                    || i + 1 == arguments.size()) {
                throw new IllegalArgumentException("unknown option, or no value for it: " + option);
            }
            // Given twice, the sets of tags add up.
            values.merge(
                    option,
                    arguments.get(i + 1),
                    (first, next) -> option.endsWith("tags") ? first + "," + next : next);
        }
        String runtime = values.get("--runtime");
        if (runtime == null) {
            throw new IllegalArgumentException("no --runtime");
        }
        Path path = Path.of(runtime).toAbsolutePath();
        return new Options(
                path,
                values.getOrDefault("--name", String.valueOf(path.getFileName())),
                Path.of(values.getOrDefault("--report", "conformance-report")),
                words(values.get("--tags")),
                words(values.get("--exclude-tags")),
                Pattern.compile(values.getOrDefault("--filter", "")),
                Integer.parseInt(values.getOrDefault("--timescale", "1")),
                Integer.parseInt(values.getOrDefault("--threads", "3")),
                list(values.get("--expect")),
                list(values.get("--allow-skips")),
                "true".equals(System.getenv("CI")),
                words(values.get("--denied")));
    }

    private static List<String> words(@Nullable String value) {
        return value == null || value.isEmpty() ? List.of() : List.of(value.split(",", -1));
    }

    private static ReasonList list(@Nullable String file) throws IOException {
        return file == null ? ReasonList.EMPTY : ReasonList.read(Path.of(file));
    }
}
