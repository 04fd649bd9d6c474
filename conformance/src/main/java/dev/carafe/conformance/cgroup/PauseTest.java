package dev.carafe.conformance.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Result;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** {@code pause} and {@code resume}, and what other commands do to a paused container. */
@Conformance
class PauseTest {

    private static Container booted(Lab lab) {
        return lab.bundle().merge(new Cgroup(lab).patch("{}")).boot();
    }

    private static Result pause(Lab lab) {
        return lab.runtime("pause", lab.id()).run();
    }

    private static Result resume(Lab lab) {
        return lab.runtime("resume", lab.id()).run();
    }

    /** What the kernel says, not the runtime. */
    private static boolean isFrozen(Lab lab) throws IOException {
        String text = new Cgroup(lab).read("freezer", "freezer.state", "cgroup.events");
        return text.equals("FROZEN") || text.contains("frozen 1");
    }

    @Test
    void processesStandStillUntilResume(Lab lab) throws IOException {
        Container container = booted(lab);
        pause(lab).ok();
        assertThat(container.status()).isEqualTo("paused");
        assertThat(isFrozen(lab)).isTrue();
        resume(lab).ok();
        assertThat(container.status()).isEqualTo("running");
        assertThat(isFrozen(lab)).isFalse();
    }

    @Test
    void groupsBelowStandStillAsWell(Lab lab) throws IOException {
        Cgroup cgroup = new Cgroup(lab);
        Container container =
                lab.bundle()
                        .merge(cgroup.patch("{}"))
                        .shell("echo up; while :; do sleep 0.01; done")
                        .create();
        container.start().ok();
        container.awaitOut("up");
        String below = cgroup.directory("freezer").resolve("below").toString();
        lab.host("mkdir", below).run().ok();
        lab.host("sh", "-c", "echo " + container.pid() + " >" + below + "/cgroup.procs").run().ok();
        pause(lab).ok();
        String file = Host.unified() ? "cgroup.events" : "freezer.state";
        assertThat(lab.host("cat", below + "/" + file).run().out())
                .containsAnyOf("FROZEN", "frozen 1");
        resume(lab).ok();
        container.delete("--force").ok();
        assertThat(cgroup.directory("freezer")).doesNotExist();
    }

    @Test
    void createdContainerIsPausedAndCreatedAgain(Lab lab) {
        Container container = lab.bundle().staying().create();
        pause(lab).ok();
        assertThat(container.status()).isEqualTo("paused");
        container.start().refused();
        assertThat(container.status()).isEqualTo("paused");
        resume(lab).ok();
        assertThat(container.status()).isEqualTo("created");
        container.start().ok();
        container.awaitOut("up");
    }

    @Test
    void pauseOfAPausedContainerIsRefused(Lab lab) {
        Container container = booted(lab);
        pause(lab).ok();
        pause(lab).refused("not running", "already paused");
        assertThat(container.status()).isEqualTo("paused");
    }

    @Test
    void resumeOfARunningContainerIsRefused(Lab lab) {
        Container container = booted(lab);
        resume(lab).refused("not paused", "not yet paused");
        assertThat(container.status()).isEqualTo("running");
    }

    @Test
    void stoppedContainerIsNeitherPausedNorResumed(Lab lab) {
        Container container = booted(lab);
        container.kill("KILL").ok();
        container.awaitStatus("stopped");
        pause(lab).refused("not running");
        resume(lab).refused("not paused", "not running");
    }

    @Test
    void unknownContainerIsNeitherPausedNorResumed(Lab lab) {
        pause(lab).refused("does not exist", "no such file");
        resume(lab).refused("does not exist", "no such file");
    }

    @Test
    void signalWaitsForResume(Lab lab) {
        Container container = booted(lab);
        pause(lab).ok();
        container.kill("TERM").ok();
        assertThat(container.status()).isEqualTo("paused");
        resume(lab).ok();
        container.awaitStatus("stopped");
    }

    @Test
    void killEndsAPausedContainer(Lab lab) throws IOException {
        Container container = booted(lab);
        pause(lab).ok();
        container.kill("KILL").ok();
        // With version 1, SIGKILL waits for the thaw as well.
        assertThat(Host.unified() || !isFrozen(lab)).as("killed and thawed").isTrue();
        container.awaitStatus("stopped").delete().ok();
    }

    @Test
    void deleteOfAPausedContainerIsRefused(Lab lab) {
        Container container = booted(lab);
        pause(lab).ok();
        container.delete().refused("paused", "not stopped", "`stopped` state");
        assertThat(container.status()).isEqualTo("paused");
    }

    @Test
    void deleteForceEndsAndRemovesAPausedContainer(Lab lab) {
        Container container = booted(lab);
        pause(lab).ok();
        container.delete("--force").ok();
        container.tryState().refused("does not exist", "no such file");
        assertThat(new Cgroup(lab).directory("freezer")).doesNotExist();
    }

    @Test
    void foregroundRunOutlivesAPause(Lab lab) {
        Bundle bundle =
                lab.bundle()
                        .merge(new Cgroup(lab).patch("{}"))
                        .shell("echo up; until [ -e /go ]; do sleep 0.01; done; exit 5");
        var run = bundle.startRun();
        run.awaitOut("up");
        pause(lab).ok();
        lab.host("touch", bundle.rootfs().resolve("go").toString()).run().ok();
        assertThat(run.alive()).isTrue();
        resume(lab).ok();
        run.await().exited(5);
    }

    @Test
    void pauseStopsAContainerThatForks(Lab lab) throws IOException {
        Container container =
                lab.bundle()
                        .merge(new Cgroup(lab).patch("{}"))
                        .shell("echo up; while :; do /bin/true & /bin/true; wait; done")
                        .create();
        container.start().ok();
        container.awaitOut("up");
        for (int i = 0; i < 3; i++) {
            pause(lab).ok();
            assertThat(isFrozen(lab)).isTrue();
            resume(lab).ok();
            Poll.until("a thawed group", () -> container.status().equals("running"));
        }
    }
}
