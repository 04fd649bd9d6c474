package dev.carafe.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carafe.linux.HostFacts;
import dev.carafe.spec.error.InvalidConfigException;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.error.SpecException;
import java.util.List;

/** Configs that say little, and what they compile to. */
final class ShortConfig {
    static final String MOUNT_NAMESPACE =
            "'linux': {'namespaces': [{'type': 'mount'}, {'type': 'pid'}]}";

    private ShortConfig() {}

    static String json(String process, String... sections) {
        String more = sections.length == 0 ? "" : "," + String.join(",", sections);
        return ("{'ociVersion': '1.2.0', 'root': {'path': 'rootfs'}, 'process': {'cwd': '/',"
                        + " 'args': ['sh'], 'user': {'uid': 0, 'gid': 0}"
                        + process
                        + "}"
                        + more
                        + "}")
                .replace('\'', '"');
    }

    static Program compile(String json, LaunchRequest request, HostFacts facts)
            throws SpecException {
        return Compiler.compile(Fixtures.config(json), request, facts);
    }

    static Program compile(String json) throws SpecException {
        return compile(
                json, Fixtures.request(Fixtures.noDirectories()), Fixtures.root(Fixtures.v2()));
    }

    static List<Problem> problems(String json, LaunchRequest request, HostFacts facts) {
        InvalidConfigException refused =
                catchThrowableOfType(
                        InvalidConfigException.class, () -> compile(json, request, facts));
        assertThat(refused).isNotNull();
        return refused.problems();
    }

    static List<String> refusedPointers(String json) {
        return problems(
                        json,
                        Fixtures.request(Fixtures.noDirectories()),
                        Fixtures.root(Fixtures.v2()))
                .stream()
                .map(Problem::pointer)
                .toList();
    }

    static <T extends Operation> List<T> all(Program program, Class<T> type) {
        return program.steps().stream()
                .map(Step::operation)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
