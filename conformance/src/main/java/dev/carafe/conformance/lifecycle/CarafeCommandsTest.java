package dev.carafe.conformance.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Leaks;
import dev.carafe.conformance.harness.Result;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands and errors that only carafe has. */
@Tag("carafe")
@Conformance
class CarafeCommandsTest {

    @Test
    void planPrintsOneOperationALineWithItsPointer(Lab lab) {
        Result result = lab.bundle().write().plan().run().ok();
        assertThat(result.out())
                .contains("/mounts/0")
                .contains("/process/args")
                .contains("pivot_root")
                .contains("execute");
    }

    @Test
    void planAsJsonIsADocument(Lab lab) {
        assertThat(
                        Json.parse(lab.bundle().write().plan("--format", "json").run().ok().out())
                                .isEmpty())
                .isFalse();
    }

    @Test
    void planNeedsNoPrivileges(Lab lab) {
        Host.needProgram("/usr/bin/setpriv");
        lab.bundle()
                .write()
                .plan()
                .via("/usr/bin/setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups")
                .with("CARAFE_ENGINE", "oneshot")
                .run()
                .ok();
    }

    @Test
    void planMakesNothing(Lab lab) {
        Bundle bundle = lab.bundle().mount("/new", "tmpfs", "tmpfs");
        bundle.write().plan().run().ok();
        assertThat(bundle.rootfs().resolve("new")).doesNotExist();
        assertThat(Leaks.stateFiles(lab)).isEmpty();
    }

    @Test
    void busWithoutSystemdIsNamed(Lab lab) {
        String address = "unix:path=" + lab.directory().resolve("no-bus");
        lab.flag("--systemd-cgroup").with("DBUS_SYSTEM_BUS_ADDRESS", address);
        lab.bundle()
                .merge("{\"linux\":{\"cgroupsPath\":\"system.slice:carafe:x\"}}")
                .tryCreate()
                .refused(address);
        assertThat(Leaks.stateFiles(lab)).isEmpty();
    }

    @Test
    void validPropertyThatIsNotHandledIsAnErrorThatNamesIt(Lab lab) {
        lab.bundle()
                .merge(
                        "{\"linux\":{\"intelRdt\":{\"closID\":\"group\",\"l3CacheSchema\":\"L3:0=f\"}}}")
                .tryCreate()
                .refused("intelRdt");
    }

    @Test
    void debugAndRootlessAreAccepted(Lab lab) {
        lab.bundle().write();
        String bundle = lab.directory().resolve("bundle").toString();
        lab.runtime("--debug", "--rootless", "auto", "run", "--bundle", bundle, lab.id())
                .run()
                .ok();
    }

    @Test
    void failedMountNamesItsPointerAndTheCause(Lab lab) {
        lab.bundle()
                .mount("/mnt", "no-such-fs", "none")
                .tryCreate()
                .refused("/mounts/6")
                .refused("no such device");
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "oneshot"})
    void nothingButTheContainerSpeaks(String mode, Lab lab) {
        Result result =
                lab.bundle()
                        .shell("echo out; echo err >&2")
                        .operation("run")
                        .with("CARAFE_ENGINE", mode)
                        .run()
                        .ok();
        assertThat(result.out()).isEqualTo("out\n");
        assertThat(result.err()).isEqualTo("err\n");
    }
}
