package dev.carafe.conformance.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Lab;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Exec of an ordinary user, into a container of his own. */
@Tag("vm")
@Conformance
class RootlessExecTest {

    @Test
    void processIsRootOfTheContainersUserNamespace(Lab lab) {
        OrdinaryUser user = OrdinaryUser.of(lab);
        user.as(user.bundle().staying().operation("run", "--detach")).run().ok();
        String out =
                user.runtime("exec", lab.id(), "sh", "-c", "id -u; cat /proc/self/uid_map")
                        .run()
                        .ok()
                        .out();
        assertThat(out.replaceAll(" +", " ")).isEqualTo("0\n 0 " + OrdinaryUser.ID + " 1\n");
        assertThat(user.runtime("exec", lab.id(), "sh", "-c", "exit 7").run().exitCode())
                .isEqualTo(7);
        user.runtime("delete", "--force", lab.id()).run().ok();
    }

    @Test
    void processIsInTheContainersDelegatedCgroup(Lab lab) {
        DelegatedCgroup delegated = DelegatedCgroup.make(lab);
        OrdinaryUser user = OrdinaryUser.of(lab).in(delegated);
        user.as(
                        user.bundle()
                                .merge("{\"linux\":{\"resources\":{\"pids\":{\"limit\":17}}}}")
                                .staying()
                                .operation("run", "--detach"))
                .run()
                .ok();
        String both =
                "cmp /proc/1/cgroup /proc/self/cgroup && grep -c %s /proc/self/cgroup"
                        .formatted(lab.id());
        assertThat(user.runtime("exec", lab.id(), "sh", "-c", both).run().ok().out().strip())
                .isNotEqualTo("0");
        user.runtime("delete", "--force", lab.id()).run().ok();
    }
}
