package dev.carafe.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carafe.spec.read.ConfigReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HeadStartTest {
    @Test
    void itsConfigIsAcceptable() throws Exception {
        assertEquals(
                "box",
                ConfigReader.read(HeadStart.CONFIG.getBytes(StandardCharsets.UTF_8)).hostname());
    }
}
