package dev.carafe.conformance.harness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class JsonTest {

    @Test
    void mergePatchReplacesRemovesAndDescends() {
        ObjectNode target =
                (ObjectNode) Json.parse("{\"a\":{\"b\":1,\"c\":2},\"d\":[1,2],\"e\":3}");
        Json.merge(
                target,
                Json.parse("{\"a\":{\"b\":null,\"x\":5},\"d\":[3],\"e\":null,\"f\":{\"g\":1}}"));
        assertThat(target)
                .isEqualTo(Json.parse("{\"a\":{\"c\":2,\"x\":5},\"d\":[3],\"f\":{\"g\":1}}"));
    }
}
