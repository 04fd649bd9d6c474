package dev.carafe.conformance.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What an ordinary user can do to his running container, with a cgroup of his own and without. */
@Tag("vm")
@Conformance
class RootlessOperationsTest {

    private static final String LIMITS =
            "{\"linux\":{\"resources\":{\"pids\":{\"limit\":17},\"memory\":{\"limit\":67108864}}}}";

    private static OrdinaryUser delegatedAndRunning(Lab lab) {
        OrdinaryUser user = OrdinaryUser.of(lab).in(DelegatedCgroup.make(lab));
        user.as(user.bundle().merge(LIMITS).staying().operation("run", "--detach")).run().ok();
        return user;
    }

    private static OrdinaryUser running(Lab lab) {
        OrdinaryUser user = OrdinaryUser.of(lab);
        user.as(user.bundle().staying().operation("run", "--detach")).run().ok();
        return user;
    }

    /** A file of the cgroup that init is in. */
    private static String read(Lab lab, String controller, String v1File, String v2File)
            throws IOException {
        long pid = lab.container(lab.id()).pid();
        String cgroup =
                Files.readAllLines(Path.of("/proc/" + pid + "/cgroup")).stream()
                        .filter(line ->
                                Host.unified()
                                        ? line.startsWith("0:")
                                        : line.contains(":" + controller + ":"))
                        .map(line -> line.split(":", 3)[2])
                        .findFirst()
                        .orElseThrow();
        return Files.readString(
                        Path.of(
                                "/sys/fs/cgroup",
                                Host.unified() ? "" : controller,
                                cgroup,
                                Host.unified() ? v2File : v1File))
                .strip();
    }

    @Test
    void limitsInADelegatedCgroupAreChanged(Lab lab) throws IOException {
        OrdinaryUser user = delegatedAndRunning(lab);
        user.runtime("update", "--memory=33554432", "--pids-limit=21", lab.id()).run().ok();
        assertThat(read(lab, "pids", "pids.max", "pids.max")).isEqualTo("21");
        assertThat(read(lab, "memory", "memory.limit_in_bytes", "memory.max"))
                .isEqualTo("33554432");
        JsonNode data =
                Json.parse(user.runtime("events", "--stats", lab.id()).run().ok().out())
                        .path("data");
        assertThat(data.at("/pids/limit").asLong()).isEqualTo(21);
        user.runtime("delete", "--force", lab.id()).run().ok();
    }

    @Test
    void delegatedCgroupIsPaused(Lab lab) throws IOException {
        OrdinaryUser user = delegatedAndRunning(lab);
        user.runtime("pause", lab.id()).run().ok();
        assertThat(read(lab, "freezer", "freezer.state", "cgroup.events"))
                .containsAnyOf("FROZEN", "frozen 1");
        assertThat(lab.container(lab.id()).status()).isEqualTo("paused");
        user.runtime("resume", lab.id()).run().ok();
        assertThat(read(lab, "freezer", "freezer.state", "cgroup.events"))
                .containsAnyOf("THAWED", "frozen 0");
        user.runtime("delete", "--force", lab.id()).run().ok();
    }

    /**
     * Its processes are in the caller's cgroup: what is done to that would be done to all in it.
     */
    @Test
    void withoutACgroupOfItsOwnNothingIsPausedOrLimited(Lab lab) {
        OrdinaryUser user = running(lab);
        user.runtime("pause", lab.id()).run().refused("cgroup", "control group");
        user.runtime("update", "--pids-limit=21", lab.id())
                .run()
                .refused("cgroup", "control group", "pids.max");
        assertThat(lab.container(lab.id()).status()).isEqualTo("running");
        user.runtime("exec", lab.id(), "/bin/true").run().ok();
        user.runtime("delete", "--force", lab.id()).run().ok();
    }
}
