package dev.carafe.conformance.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

@Conformance
class TolerantReadingTest {

    @Test
    void unknownPropertiesAreIgnored(Lab lab) {
        Bundle bundle =
                lab.bundle()
                        .merge(
                                "{\"vendor\":{\"x\":1},\"process\":{\"vendor\":true},\"linux\":{\"vendor\":[]}}");
        bundle.run().ok();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hostname", "hooks", "annotations", "domainname"})
    void nullIsAbsent(String property, Lab lab) {
        Bundle bundle = lab.bundle();
        bundle.config().putNull(property);
        bundle.run().ok();
    }

    @Test
    void nullBelowLinuxIsAbsent(Lab lab) {
        Bundle bundle = lab.bundle().merge("{\"linux\":{\"seccompNull\":1}}");
        ObjectNode linux = (ObjectNode) bundle.config().get("linux");
        for (String name :
                List.of(
                        "sysctl",
                        "devices",
                        "seccomp",
                        "rootfsPropagation",
                        "uidMappings",
                        "intelRdt")) {
            linux.putNull(name);
        }
        bundle.run().ok();
    }

    @Test
    void newerMinorVersionIsAccepted(Lab lab) {
        lab.bundle().merge("{\"ociVersion\":\"1.99.0\"}").run().ok();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.0.0", "3.1.4", "not-a-version"})
    void newerMajorVersionIsRefused(String version, Lab lab) {
        lab.bundle()
                .merge("{\"ociVersion\":%s}".formatted(Json.text(version)))
                .tryCreate()
                .refused("version");
    }

    @Test
    void manyMountsAndVariablesAreFine(Lab lab) {
        Bundle bundle = lab.bundle();
        for (int i = 0; i < 100; i++) {
            bundle.mount("/many/" + i, "tmpfs", "tmpfs", "size=4k");
            bundle.add("/process/env", Json.text("VARIABLE_" + i + "=" + "x".repeat(500)));
        }
        assertThat(
                        bundle.shell("grep -c ' /many/' /proc/mounts; echo ${#VARIABLE_99}")
                                .run()
                                .ok()
                                .out())
                .isEqualTo("100\n500\n");
    }
}
