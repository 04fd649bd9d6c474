package dev.carafe.conformance.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@Conformance
class OperationsByStateTest {

    @Test
    void createRefusesAnIdInUseAndLeavesTheContainerAlone(Lab lab) {
        Bundle bundle = lab.bundle();
        Container container = bundle.boot();
        long pid = container.pid();
        bundle.tryCreate().refused("exist");
        bundle.run().refused("exist");
        assertThat(container.pid()).isEqualTo(pid);
        assertThat(container.status()).isEqualTo("running");
    }

    @Test
    void createOfAnIdInUseIsRefusedWhileOnlyCreated(Lab lab) {
        Bundle bundle = lab.bundle().staying();
        Container container = bundle.create();
        bundle.tryCreate().refused("exist");
        assertThat(container.status()).isEqualTo("created");
        container.start().ok();
        container.awaitOut("up");
    }

    @Test
    void startOfARunningContainerIsRefusedAndItRunsOn(Lab lab) {
        Container container = lab.bundle().boot();
        container.start().refused();
        assertThat(container.status()).isEqualTo("running");
    }

    @Test
    void startOfAStoppedContainerIsRefused(Lab lab) {
        Container container = lab.bundle().boot();
        container.kill("KILL").ok();
        container.awaitStatus("stopped").start().refused();
        assertThat(container.status()).isEqualTo("stopped");
    }

    @Test
    void startOfAnUnknownContainerIsRefused(Lab lab) {
        lab.container("unknown").start().refused("does not exist", "no such file");
    }

    /** runtime.md, "Start"; config.md: process "is REQUIRED when start is called". */
    @Test
    void withoutAProcessCreateSucceedsAndStartIsRefusedWithoutEffect(Lab lab) {
        Bundle bundle = lab.bundle();
        bundle.config().remove("process");
        Container container = bundle.create();
        container.start().refused("process");
        container.awaitStatus("created");
        container.delete().ok();
    }

    @Test
    void createDoesNotRunTheProcess(Lab lab) {
        Bundle bundle = lab.bundle().shell("touch /ran");
        Container container = bundle.create();
        Poll.pause(Duration.ofMillis(100));
        assertThat(bundle.rootfs().resolve("ran")).doesNotExist();
        container.start().ok();
        container.awaitStatus("stopped");
        assertThat(bundle.rootfs().resolve("ran")).exists();
    }

    @Test
    void killOfACreatedContainerEndsIt(Lab lab) {
        Container container = lab.bundle().create();
        container.kill("KILL").ok();
        container.awaitStatus("stopped").delete().ok();
    }

    @Test
    void killOfAStoppedContainerIsRefused(Lab lab) {
        Container container = lab.bundle().boot();
        container.kill("KILL").ok();
        container
                .awaitStatus("stopped")
                .kill("KILL")
                .refused(
                        "not running",
                        "no such process",
                        "process already finished",
                        "process not found");
    }

    @Test
    void killOfAnUnknownContainerIsRefused(Lab lab) {
        lab.container("unknown").kill("KILL").refused("does not exist", "no such file");
    }

    @Test
    void deleteOfARunningContainerIsRefusedAndItRunsOn(Lab lab) {
        Container container = lab.bundle().boot();
        container.delete().refused();
        assertThat(container.status()).isEqualTo("running");
    }

    @Test
    void deleteOfACreatedContainerEndsAndRemovesIt(Lab lab) {
        Container container = lab.bundle().create();
        // runc deletes a container that was never started; crun wants --force.
        if (container.delete().exitCode() != 0) {
            assertThat(container.status()).isEqualTo("created");
            container.delete("--force").ok();
        }
        container.tryState().refused("does not exist", "no such file");
    }

    @Test
    void deleteOfAnUnknownContainerIsRefused(Lab lab) {
        lab.container("unknown").delete().refused("does not exist", "no such file");
    }

    @Test
    void deleteForceOfARunningContainerKillsAndRemovesIt(Lab lab) {
        Container container = lab.bundle().boot();
        container.delete("--force").ok();
        container.tryState().refused("does not exist", "no such file");
    }

    @Test
    void deleteForceOfAnUnknownContainerSucceeds(Lab lab) {
        lab.container("unknown").delete("--force").ok();
    }

    @Test
    void deleteForceShortFormIsTheSame(Lab lab) {
        lab.bundle().boot().delete("-f").ok();
    }

    @Test
    void idCanBeUsedAgainAfterDelete(Lab lab) {
        Bundle bundle = lab.bundle();
        for (int i = 0; i < 3; i++) {
            Container container = bundle.boot();
            container.kill("KILL").ok();
            container.awaitStatus("stopped").delete().ok();
        }
    }

    @Test
    void deletePreservesTheBundle(Lab lab) {
        Bundle bundle = lab.bundle();
        bundle.boot().delete("--force").ok();
        assertThat(bundle.directory().resolve("config.json")).exists();
        assertThat(bundle.rootfs().resolve("bin/busybox")).exists();
    }

    @Test
    void configChangesAfterCreateHaveNoEffect(Lab lab) {
        Bundle bundle = lab.bundle().shell("echo first");
        Container container = bundle.create();
        bundle.shell("echo second").write();
        container.start().ok();
        container.awaitStatus("stopped");
        assertThat(container.out()).isEqualTo("first\n");
    }

    @Test
    void oneBundleServesSeveralContainers(Lab lab) {
        Bundle bundle = lab.bundle().staying();
        bundle.create();
        lab.runtime("create", "--bundle", bundle.directory().toString(), lab.id("two")).run().ok();
        assertThat(lab.container(lab.id("two")).status()).isEqualTo("created");
        assertThat(lab.container(lab.id()).status()).isEqualTo("created");
    }

    @Test
    void rootDirectoriesSeparateContainersOfTheSameId(Lab lab) {
        Bundle bundle = lab.bundle().staying();
        bundle.create();
        lab.host(
                        lab.settings().runtime().toString(),
                        "--root",
                        lab.subdirectory("other").toString(),
                        "state",
                        lab.id())
                .run()
                .refused("does not exist", "no such file");
    }
}
