package dev.carafe.conformance.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A host directory with a secret in it, that no container was given and that must stay as it is.
 */
record Canary(Path path) {

    static final String SECRET = "the-host-secret";

    Canary(Lab lab) throws IOException {
        this(lab.subdirectory("canary"));
        Files.writeString(path.resolve("secret"), SECRET);
    }

    /** What a hostile link to the canary holds. */
    Path link(String kind) {
        return kind.equals("absolute") ? path : Path.of("../../../../../../../../../.." + path);
    }

    void assertUntouched() throws IOException {
        try (Stream<Path> content = Files.list(path)) {
            assertThat(content).containsExactly(path.resolve("secret"));
        }
        assertThat(path.resolve("secret")).hasContent(SECRET).isReadable();
        assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
                .doesNotContain(path.toString());
    }
}
