package dev.carafe.conformance.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code --cgroup-manager}, which is crun's. */
@Conformance
class CgroupManagerTest {

    private static String cgroups(String process) throws IOException {
        return Files.readString(Path.of("/proc", process, "cgroup"));
    }

    private static Bundle staying(Lab lab) {
        return lab.flag("--cgroup-manager=disabled").bundle().staying();
    }

    @Test
    void disabledLeavesTheProcessWhereTheCallerIs(Lab lab) throws IOException {
        Container container = staying(lab).boot();
        assertThat(cgroups(Long.toString(container.pid()))).isEqualTo(cgroups("self"));
        String exec = container.exec("/bin/cat", "/proc/self/cgroup").run().ok().out();
        assertThat(exec).doesNotContain(lab.id());
        container.delete("--force").ok();
    }

    @Test
    void cgroupfsIsTheDefault(Lab lab) throws IOException {
        Container container = lab.flag("--cgroup-manager=cgroupfs").bundle().staying().boot();
        assertThat(cgroups(Long.toString(container.pid()))).contains(lab.id());
    }

    @Test
    void unknownManagerIsAnError(Lab lab) {
        lab.runtime("--cgroup-manager", "nobody", "list").run().refused("cgroup manager");
    }

    @Test
    @Tag("carafe")
    void whatNeedsAControlGroupSaysSo(Lab lab) {
        Container container = staying(lab).boot();
        for (String command : new String[] {"pause", "ps"}) {
            lab.runtime(command, lab.id()).run().refused("control group");
        }
        lab.runtime("update", "--memory", "100000000", lab.id()).run().refused("memory limit");
        assertThat(container.status()).isEqualTo("running");
    }

    @Test
    @Tag("carafe")
    void figuresThatNobodyCountsAreEmptyWithAWarning(Lab lab) {
        staying(lab).boot();
        Result stats = lab.runtime("events", "--stats", lab.id()).run().ok();
        assertThat(stats.err()).contains("has no control group");
        assertThat(Json.parse(stats.out()).path("data").path("memory")).isEmpty();
    }

    @Test
    @Tag("carafe")
    void limitWithoutEffectIsWarnedOf(Lab lab) {
        Bundle bundle = staying(lab).merge("{\"linux\":{\"resources\":{\"pids\":{\"limit\":9}}}}");
        assertThat(bundle.tryCreate().ok().err()).contains("/linux/resources: has no effect");
    }

    @Test
    @Tag("carafe")
    void signalForAllReachesTheProcess(Lab lab) {
        Container container = staying(lab).boot();
        lab.runtime("kill", "--all", lab.id(), "KILL").run().ok();
        container.awaitStatus("stopped");
    }

    @Test
    @Tag("carafe")
    void flagsThatContradictEachOtherAreRefused(Lab lab) {
        lab.runtime("--systemd-cgroup", "--cgroup-manager", "cgroupfs", "list")
                .run()
                .refused("contradict");
    }
}
