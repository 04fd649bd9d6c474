package dev.carafe.spec.write;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.spec.Config;
import dev.carafe.spec.NamespaceType;
import dev.carafe.spec.read.ConfigReader;
import dev.carafe.spec.rules.Warnings;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class SpecTemplateTest {

    /**
     * What runc 1.1.5 wrote, with our version and host name in place of its own, and without the
     * ambient capabilities, which runc has left away since.
     */
    private static String runc(String name) throws IOException {
        try (InputStream in =
                SpecTemplateTest.class.getResourceAsStream("/dev/carafe/spec/runc/" + name)) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), UTF_8)
                    .replace("1.0.2-dev", "1.3.0")
                    .replace("\"hostname\": \"runc\"", "\"hostname\": \"carafe\"")
                    .replaceAll(",\\s*\"ambient\": \\[[^]]*]", "");
        }
    }

    @Test
    void specIsByteForByteThatOfRuncButForTheNamedDifferences() throws IOException {
        assertThat(ConfigWriter.write(SpecTemplate.rootful(false))).isEqualTo(runc("spec.json"));
    }

    @Test
    void rootlessSpecIsByteForByteThatOfRuncButForTheNamedDifferences() throws IOException {
        assertThat(ConfigWriter.write(SpecTemplate.rootless(0, 0, false)))
                .isEqualTo(runc("spec-rootless.json"));
    }

    @Test
    void onCgroupTwoAContainerGetsACgroupNamespace() {
        assertThat(SpecTemplate.rootful(true).linux().has(NamespaceType.CGROUP)).isTrue();
        assertThat(SpecTemplate.rootless(1, 1, true).linux().has(NamespaceType.CGROUP)).isTrue();
    }

    @Test
    void whatSpecWritesCanBeReadAndRun() throws Exception {
        for (Config config :
                new Config[] {SpecTemplate.rootful(true), SpecTemplate.rootless(7, 8, true)}) {
            assertThat(ConfigReader.read(ConfigWriter.write(config).getBytes(UTF_8)))
                    .isEqualTo(config);
            assertThat(Warnings.of(config)).isEmpty();
        }
    }
}
