package dev.carafe.conformance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Podman as an ordinary user. */
@EndToEnd(EngineKind.PODMAN_ROOTLESS)
class PodmanRootlessTest extends EnginePromises {

    @Test
    void runIsRootInsideAndTheUserOutside(Lab lab, Podman podman) {
        Result result =
                podman.run(lab, List.of("--rm"), "sh", "-c", "id -u; cat /proc/self/uid_map")
                        .run()
                        .ok();
        assertThat(result.out()).startsWith("0\n").contains(RootlessPodman.ids());
    }

    @Test
    void userMayBeHimselfInside(Lab lab, Podman podman) {
        Result result =
                podman.run(lab, List.of("--rm", "--userns", "keep-id"), "id", "-u").run().ok();
        assertThat(result.out().strip()).isIn(RootlessPodman.ids());
    }

    @Test
    void stopEndsTheContainer(Lab lab, Podman podman) {
        podman.boot(lab);
        podman.awaitUp(lab);
        podman.call(lab, "stop", lab.id()).ok();
        podman.awaitInspect(lab, "{{.State.Status}} {{.State.ExitCode}}", "exited 7");
    }
}
