package dev.carafe.spec.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.spec.read.ConfigReader;
import dev.carafe.spec.write.SpecTemplate;
import org.junit.jupiter.api.Test;

class WarningsTest {

    @Test
    void whatIsAcceptedButDoubtfulIsWarnedAbout() throws Exception {
        String json =
                """
                {"ociVersion": "1.3.0", "root": {"path": "r"},
                 "process": {"args": ["a"], "cwd": "/",
                   "capabilities": {"bounding": ["CAP_KILL", "CAP_FLY"], "ambient": ["cap_kill"]}},
                 "mounts": [{"destination": "proc", "type": "proc"}],
                 "linux": {"namespaces": [{"type": "user", "path": "/proc/1/ns/user"}],
                   "uidMappings": [{"containerID": 0, "hostID": 0, "size": 1}]}}
                """;

        assertThat(Warnings.of(ConfigReader.read(json.getBytes(UTF_8))))
                .extracting(Object::toString)
                .containsExactly(
                        "/process/capabilities: ignoring unknown capabilities CAP_FLY, cap_kill",
                        "/mounts/0/destination: is relative, which is deprecated; it is taken as"
                                + " relative to /",
                        "/linux/uidMappings: is without effect, since the user namespace is joined"
                                + " by path");
    }

    @Test
    void theTemplateIsBeyondDoubt() {
        assertThat(Warnings.of(SpecTemplate.rootful(true))).isEmpty();
    }
}
