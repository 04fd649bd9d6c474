package dev.carafe.conformance.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Leaks;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * A container hides in groups of its own that are too deep for a path, to outlive a kill or to make
 * itself impossible to delete.
 */
@Conformance
class DeepCgroupTest {

    private static final String GROUP = Host.unified() ? "/sys/fs/cgroup" : "/sys/fs/cgroup/pids";

    @Test
    void containerInGroupsTooDeepForAPathIsDeleted(Lab lab) throws IOException {
        lab.afterwards(() -> removeGroups(lab));
        Bundle bundle = lab.bundle().mount("/sys/fs/cgroup", "cgroup", "cgroup");
        bundle.namespace("cgroup").withoutNamespace("pid");
        bundle.merge("{\"linux\":{\"cgroupsPath\":\"/%s\"}}".formatted(lab.id()));
        Container container = HostPython.running("deep-cgroup.py", bundle, lab, GROUP).create();
        container.start().ok();
        container.awaitOut("deep");
        container.delete("--force").ok();
        assertThat(Leaks.processes(lab)).isEmpty();
        assertThat(Leaks.cgroups(lab)).isEmpty();
    }

    /** Of a runtime that could not. */
    private static void removeGroups(Lab lab) {
        lab.host(
                        "sh",
                        "-c",
                        "find /sys/fs/cgroup -depth -type d -path '*/%s*' -delete 2>/dev/null; true"
                                .formatted(lab.id()))
                .run();
    }
}
