package dev.carafe.conformance.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A resident engine of an ordinary user, below his XDG_RUNTIME_DIR. */
@Tag("carafe")
@Conformance
class RootlessEngineTest {

    private static final Pattern SERVED = Pattern.compile("sessions: +(\\d+) served");
    private static final Pattern PID = Pattern.compile("pid\\W+(\\d+)");

    /** Starts one; it is stopped when the test is over. */
    private static long start(OrdinaryUser user) {
        Result result = user.plainRuntime("engine", "start").run().ok();
        user.lab().afterwards(() -> user.plainRuntime("engine", "stop").run());
        Matcher pid = PID.matcher(result.out());
        assertThat(pid.find()).as(result.toString()).isTrue();
        return Long.parseLong(pid.group(1));
    }

    @Test
    void wholeLifecycleIsServedByIt(Lab lab) throws IOException {
        OrdinaryUser user = OrdinaryUser.of(lab).withOwnRuntimeDirectory().in(home(lab));
        long engine = start(user);
        lab.with("CARAFE_ENGINE", "resident");
        // Shortcuts are no sessions.
        lab.with("CARAFE_SHORTCUTS", "0");
        assertThat(Files.readString(Path.of("/proc/" + engine + "/status")))
                .containsPattern("Uid:\\s+65534\\s+65534");
        Bundle bundle = user.bundle().staying();
        user.as(bundle.operation("create")).run().ok();
        user.runtime("start", lab.id()).run().ok();
        assertThat(user.runtime("state", lab.id()).run().ok().out()).contains("running");
        assertThat(user.runtime("list", "-q").run().ok().out()).isEqualTo(lab.id() + "\n");
        user.runtime("kill", lab.id(), "KILL").run().ok();
        Poll.until(
                "stopped",
                () -> user.runtime("state", lab.id()).run().ok().out().contains("stopped"));
        user.runtime("delete", lab.id()).run().ok();
        bundle.shell("id -u; exit 5");
        assertThat(user.as(bundle.operation("run")).run().exited(5).out()).isEqualTo("0\n");
        Matcher served = SERVED.matcher(user.plainRuntime("engine", "status").run().ok().out());
        assertThat(served.find()).isTrue();
        assertThat(Integer.parseInt(served.group(1))).isGreaterThanOrEqualTo(8);
        lab.with("CARAFE_ENGINE", "auto");
        user.plainRuntime("engine", "stop").run().ok();
        // A process that nobody has reaped yet has a link there that leads nowhere.
        assertThat(Files.exists(Path.of("/proc/" + engine + "/exe"))).isFalse();
    }

    @Test
    void rootDoesNotTrustIt(Lab lab) {
        OrdinaryUser user = OrdinaryUser.of(lab).withOwnRuntimeDirectory().in(home(lab));
        start(user);
        String directory = user.runtimeDirectory().resolve("carafe").toString();
        lab.runtime("list")
                .with("CARAFE_ENGINE_DIR", directory)
                .with("CARAFE_ENGINE", "resident")
                .run()
                .refused("belongs to user 65534");
    }

    @Test
    void itsCgroupIsBesideTheUsersAndGoesWithIt(Lab lab) throws IOException {
        Host.needUnified();
        DelegatedCgroup delegated = DelegatedCgroup.make(lab);
        OrdinaryUser user = OrdinaryUser.of(lab).withOwnRuntimeDirectory().in(delegated);
        long engine = start(user);
        String expected = delegated.path() + "/carafe-engine";
        assertThat(Files.readString(Path.of("/proc/" + engine + "/cgroup")))
                .isEqualTo("0::" + expected + "\n");
        user.plainRuntime("engine", "stop").run().ok();
        assertThat(Path.of("/sys/fs/cgroup" + expected)).doesNotExist();
    }

    @Test
    void whereNoCgroupIsTheUsersItIsNotStarted(Lab lab) {
        Host.needUnified();
        DelegatedCgroup delegated = DelegatedCgroup.make(lab);
        OrdinaryUser user = OrdinaryUser.of(lab).withOwnRuntimeDirectory().in(delegated);
        lab.host("chown", "root", "/sys/fs/cgroup" + delegated.path()).run().ok();
        user.plainRuntime("engine", "start").run().refused("cannot leave the cgroup");
    }

    /** Version 1 has no delegation that lets a process leave its cgroup: there, the root cgroup. */
    private static DelegatedCgroup home(Lab lab) {
        return Host.unified() ? DelegatedCgroup.make(lab) : DelegatedCgroup.rootOf(lab);
    }
}
