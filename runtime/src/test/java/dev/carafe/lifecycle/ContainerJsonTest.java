package dev.carafe.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.spec.ContainerState.Status;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The expected texts are runc 1.1.5's own, but for the version. */
class ContainerJsonTest {
    private static ContainerView view(Map<String, String> annotations) {
        return new ContainerView(
                "1.0.2-dev",
                "c1",
                7062,
                Status.CREATED,
                Path.of("/tmp/life/b"),
                Path.of("/tmp/life/b/rootfs"),
                Instant.parse("2026-11-21T05:49:50.044435960Z"),
                annotations,
                "root");
    }

    @Test
    void stateIsIndentedByTwoWithoutAnOwner() {
        assertThat(ContainerJson.pretty(view(Map.of("a", "b"))))
                .isEqualTo(
                        """
                        {
                          "ociVersion": "1.0.2-dev",
                          "id": "c1",
                          "pid": 7062,
                          "status": "created",
                          "bundle": "/tmp/life/b",
                          "rootfs": "/tmp/life/b/rootfs",
                          "created": "2026-11-21T05:49:50.04443596Z",
                          "annotations": {
                            "a": "b"
                          },
                          "owner": ""
                        }\
                        """);
    }

    @Test
    void listIsOneLine() {
        assertThat(ContainerJson.list(List.of(view(Map.of()))))
                .isEqualTo(
                        "[{\"ociVersion\":\"1.0.2-dev\",\"id\":\"c1\",\"pid\":7062,\"status\":\"created\",\"bundle\":\"/tmp/life/b\",\"rootfs\":\"/tmp/life/b/rootfs\",\"created\":\"2026-11-21T05:49:50.04443596Z\",\"owner\":\"root\"}]");
    }

    @Test
    void noContainersAreNull() {
        assertThat(ContainerJson.list(List.of())).isEqualTo("null");
    }

    @Test
    void aWholeSecondHasNoFraction() {
        assertThat(ContainerJson.time(Instant.parse("2026-11-21T05:49:50Z")))
                .isEqualTo("2026-11-21T05:49:50Z");
    }
}
