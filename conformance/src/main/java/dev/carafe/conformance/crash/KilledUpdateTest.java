package dev.carafe.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Command;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Poll;
import dev.carafe.conformance.harness.Running;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An update whose client or engine is killed when some limits were written, and some not yet. */
@Tag("carafe")
@Tag("crash")
@Conformance
class KilledUpdateTest {
    private static final List<String> OLD = List.of("33", "104857600", "512");
    private static final List<String> HALF = List.of("44", "209715200", "512");
    private static final List<String> NEW = List.of("44", "209715200", "1024");

    @BeforeEach
    void needStrace() {
        Host.needProgram("/usr/bin/strace");
    }

    /** Below the root of a hierarchy; a scope's, where the test has one. */
    private String group = "";

    private Path directory(String controller, Lab lab) {
        return Path.of(
                "/sys/fs/cgroup", Host.unified() ? "" : controller, group, lab.id() + suffix());
    }

    private String suffix() {
        return group.isEmpty() ? "" : ".scope";
    }

    private Path cpu(Lab lab) {
        return directory("cpu", lab).resolve(Host.unified() ? "cpu.weight" : "cpu.shares");
    }

    /** The limits, in the order in which they are written; version 2's weight as shares. */
    private List<String> limits(Lab lab) {
        String memory = Host.unified() ? "memory.max" : "memory.limit_in_bytes";
        String cpu = Host.text(cpu(lab).toString());
        return List.of(
                Host.text(directory("pids", lab).resolve("pids.max").toString()),
                Host.text(directory("memory", lab).resolve(memory).toString()),
                cpu.equals("59") ? "512" : cpu.equals("100") ? "1024" : cpu);
    }

    private Container booted(Lab lab) {
        return lab.bundle()
                .merge(
                        """
                        {"linux":{"cgroupsPath":"%s","resources":{"memory":{"limit":104857600},
                         "pids":{"limit":33},"cpu":{"shares":512}}}}
                        """
                                .formatted(
                                        group.isEmpty() ? "/" + lab.id() : group + "::" + lab.id()))
                .boot();
    }

    private static Command update(Lab lab) {
        return lab.runtime(
                "update", "--memory=200m", "--pids-limit=44", "--cpu-share=1024", lab.id());
    }

    /** An update that stands still before its last write. */
    private Running held(Lab lab, @Nullable Engine engine) {
        Slowed slowed = new Slowed(lab, cpu(lab));
        if (engine != null) {
            slowed.attach(engine.pid());
        }
        Running update = (engine == null ? slowed.of(update(lab)) : update(lab)).start();
        Poll.until("half of the update", () -> limits(lab).equals(HALF), update::err);
        return update;
    }

    private static void kill(Running update, @Nullable Engine engine) {
        Slowed.kill(engine == null ? HeldOperation.engineOf(update) : engine.pid());
    }

    /**
     * Kills both, the client so that it does not see the engine's end; the next command mends it.
     */
    private void putBackWhatBothLeave(
            Running update, @Nullable Engine engine, Container container, Lab lab) {
        update.signal("STOP");
        kill(update, engine);
        update.signal("KILL");
        update.await();
        assertThat(limits(lab)).isEqualTo(HALF);
        assertThat(container.status()).isEqualTo("running");
        assertThat(limits(lab)).isEqualTo(OLD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"oneshot", "resident"})
    void killedEngineLeavesTheLimitsThatWere(String mode, Lab lab) {
        @Nullable Engine engine = HeldOperation.use(mode, lab);
        Container container = booted(lab);
        Running update = held(lab, engine);
        kill(update, engine);
        update.await().refused("engine");
        assertThat(limits(lab)).isEqualTo(OLD);
        update(lab).run().ok();
        assertThat(limits(lab)).isEqualTo(NEW);
        container.delete("--force").ok();
    }

    @ParameterizedTest
    @ValueSource(strings = {"oneshot", "resident"})
    void nextCommandPutsBackWhatBothHaveLeft(String mode, Lab lab) {
        @Nullable Engine engine = HeldOperation.use(mode, lab);
        Container container = booted(lab);
        Running update = held(lab, engine);
        putBackWhatBothLeave(update, engine, container, lab);
        update(lab).run().ok();
        assertThat(limits(lab)).isEqualTo(NEW);
    }

    /** As above, where a scope's properties are put back as well. */
    @Tag("vm-crash")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void killedEngineAndClientLeaveNoHalfOnVersion2(boolean isScope, Lab lab) {
        Host.needUnified();
        if (isScope) {
            Host.needSystemd();
            group = "system.slice";
            lab.flag("--systemd-cgroup");
        }
        Engine engine = Engine.start(lab);
        Container container = booted(lab);
        Running update = held(lab, engine);
        kill(update, engine);
        update.await().refused("engine");
        assertThat(limits(lab)).isEqualTo(OLD);
        engine = Engine.start(lab);
        update = held(lab, engine);
        putBackWhatBothLeave(update, engine, container, lab);
        if (isScope) {
            lab.host("systemctl", "daemon-reload").run().ok();
            assertThat(limits(lab)).as("what the unit has").isEqualTo(OLD);
        }
        update(lab).run().ok();
        assertThat(limits(lab)).isEqualTo(NEW);
    }

    @Test
    void engineThatLosesItsClientEndsWhatItBegan(Lab lab) {
        Engine engine = Engine.start(lab);
        Container container = booted(lab);
        Running tracer = new Slowed(lab, cpu(lab)).attach(engine.pid());
        Running update = update(lab).start();
        Poll.until("half of the update", () -> limits(lab).equals(HALF), update::err);
        update.signal("KILL");
        update.await();
        tracer.signal("KILL");
        Poll.until("the other half", () -> limits(lab).equals(NEW));
        assertThat(container.status()).isEqualTo("running");
        assertThat(limits(lab)).isEqualTo(NEW);
    }
}
