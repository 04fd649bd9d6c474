package dev.carafe.conformance.config;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Lab;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

@Conformance
class IntelRdtTest {

    @Test
    void hostWithoutResctrlRefuses(Lab lab) {
        assumeFalse(
                Files.exists(Path.of("/sys/fs/resctrl/schemata")), "needs a host without resctrl");
        lab.bundle()
                .merge("{\"linux\":{\"intelRdt\":{\"l3CacheSchema\":\"L3:0=f\"}}}")
                .tryCreate()
                .refused("rdt", "resctrl");
    }
}
