package dev.carafe.conformance.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Leaks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Commands on a container in a scope of systemd's. */
@Tag("vm")
@Conformance
class SystemdOperationsTest {

    @BeforeEach
    void needSystemdWithVersion2() {
        Host.needSystemd();
        Host.needUnified();
    }

    private static Bundle bundle(Lab lab, Unit unit) {
        lab.flag("--systemd-cgroup");
        return lab.bundle().merge(unit.patch("{}"));
    }

    private static String cgroup(long pid) throws IOException {
        return Files.readString(Path.of("/proc/" + pid + "/cgroup")).strip();
    }

    private static long exec(Lab lab, Container container, String... flags) throws IOException {
        Path file = lab.directory().resolve("exec-pid");
        List<String> all = new ArrayList<>(List.of(flags));
        all.addAll(List.of("--detach", "--pid-file", file.toString()));
        container.exec(all, "/bin/sleep", "1000").run().ok();
        return Long.parseLong(Files.readString(file).strip());
    }

    @Test
    void execIsInTheScope(Lab lab) throws IOException {
        Unit unit = new Unit(lab);
        Container container = bundle(lab, unit).boot();
        assertThat(cgroup(exec(lab, container))).isEqualTo(cgroup(container.pid()));
        Files.createDirectory(unit.directory().resolve("inner"));
        assertThat(cgroup(exec(lab, container, "--cgroup", "inner")))
                .isEqualTo(cgroup(container.pid()) + "/inner");
        container.exec(List.of("--cgroup", "../.."), "/bin/true").run().refused();
    }

    @Test
    void pausedScopeStaysSoThroughAReload(Lab lab) throws IOException {
        Unit unit = new Unit(lab);
        Container container = bundle(lab, unit).boot();
        lab.runtime("pause", lab.id()).run().ok();
        lab.host("systemctl", "daemon-reload").run().ok();
        assertThat(container.status()).isEqualTo("paused");
        assertThat(unit.read("cgroup.events")).contains("frozen 1");
        lab.runtime("update", "--pids-limit=33", lab.id()).run().ok();
        assertThat(unit.read("cgroup.events")).contains("frozen 1");
        lab.runtime("resume", lab.id()).run().ok();
        assertThat(container.status()).isEqualTo("running");
        assertThat(unit.read("cgroup.events")).contains("frozen 0");
    }

    @Test
    void deleteForceEndsAPausedScope(Lab lab) {
        Unit unit = new Unit(lab);
        Container container = bundle(lab, unit).boot();
        lab.runtime("pause", lab.id()).run().ok();
        container.delete("--force").ok();
        assertThat(unit.isActive()).isFalse();
        assertThat(Leaks.cgroups(lab)).isEmpty();
    }

    @Test
    void processesOfTheScopeAreListed(Lab lab) throws IOException {
        Container container = bundle(lab, new Unit(lab)).boot();
        long second = exec(lab, container);
        JsonNode pids = Json.parse(lab.runtime("ps", "--format=json", lab.id()).run().ok().out());
        assertThat(pids.valueStream().map(JsonNode::asLong)).contains(container.pid(), second);
    }

    @Test
    void useOfTheScopeIsTold(Lab lab) {
        Unit unit = new Unit(lab);
        lab.flag("--systemd-cgroup");
        lab.bundle()
                .merge(unit.patch("{\"memory\":{\"limit\":67108864},\"pids\":{\"limit\":19}}"))
                .boot();
        JsonNode data =
                Json.parse(lab.runtime("events", "--stats", lab.id()).run().ok().out())
                        .path("data");
        assertThat(data.at("/pids/limit").asLong()).isEqualTo(19);
        assertThat(data.at("/memory/usage/limit").asLong()).isEqualTo(67108864);
        assertThat(data.at("/memory/usage/usage").asLong()).isPositive();
    }

    /** Without a pid namespace, the end of init ends nobody else. */
    @Test
    void killAllEndsAllOfTheScope(Lab lab) throws IOException {
        Unit unit = new Unit(lab);
        Container container = bundle(lab, unit).withoutNamespace("pid").boot();
        long second = exec(lab, container);
        lab.runtime("kill", "--all", lab.id(), "KILL").run().ok();
        container.awaitStatus("stopped");
        container.delete().ok();
        assertThat(Path.of("/proc/" + second + "/root/bin")).doesNotExist();
        assertThat(unit.isActive()).isFalse();
    }
}
