package dev.carafe.conformance.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Conformance
class IdTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "../escape", "/abs", ".", "..", "a b", "a\nb", "a*", "ä"})
    void badIdIsRefusedAndNothingIsMade(String id, Lab lab) throws IOException {
        Bundle bundle = lab.bundle().write();
        lab.runtime("create", "--bundle", bundle.directory().toString(), id).run().refused();
        try (var left = Files.exists(lab.root()) ? Files.list(lab.root()) : Stream.<Path>of()) {
            assertThat(left.toList()).isEmpty();
        }
        assertThat(lab.directory().resolve("escape")).doesNotExist();
    }

    @Test
    void lettersDigitsUnderscorePlusMinusAndDotAreFine(Lab lab) {
        lab.bundle("other", lab.id("Az_9+b.c")).staying().create().delete("--force").ok();
    }

    @Test
    void missingIdIsAUsageError(Lab lab) {
        Bundle bundle = lab.bundle().write();
        lab.runtime("create", "--bundle", bundle.directory().toString()).run().refused();
        lab.runtime("state").run().refused();
        lab.runtime("delete").run().refused();
        lab.runtime("kill").run().refused();
        lab.runtime("start").run().refused();
    }

    @Test
    void secondIdIsAUsageError(Lab lab) {
        Bundle bundle = lab.bundle().write();
        lab.runtime("create", "--bundle", bundle.directory().toString(), lab.id(), lab.id("b"))
                .run()
                .refused();
        lab.runtime("state", lab.id(), lab.id("b")).run().refused();
    }

    @Test
    void longestIdIsRefusedCleanlyOrWorks(Lab lab) {
        String longest = lab.id("x".repeat(1000));
        lab.bundle("long", longest).tryCreate().refused();
    }
}
