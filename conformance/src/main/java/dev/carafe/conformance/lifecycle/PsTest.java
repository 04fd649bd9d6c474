package dev.carafe.conformance.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** {@code ps}: the processes of a container, as seen from the host. */
@Conformance
class PsTest {

    /** A container with a process beside init, which says its command's name. */
    private static Container withChild(Lab lab) {
        Container container = lab.bundle().shell("sleep 1000 & echo up; wait").create();
        container.start().ok();
        return container.awaitOut("up");
    }

    private static List<Long> pids(Lab lab) {
        String out = lab.runtime("ps", "--format", "json", lab.id()).run().ok().out();
        return StreamSupport.stream(Json.parse(out).spliterator(), false)
                .map(pid -> pid.longValue())
                .toList();
    }

    @Test
    void jsonIsTheListOfAllProcesses(Lab lab) {
        Container container = withChild(lab);
        List<Long> pids = pids(lab);
        assertThat(pids).hasSize(2).contains(container.pid());
    }

    @Test
    void processesOfGroupsBelowCount(Lab lab) {
        Container container =
                lab.bundle()
                        .merge("{\"linux\":{\"cgroupsPath\":\"/%s\"}}".formatted(lab.id()))
                        .shell("sleep 1000 & echo up; wait")
                        .create();
        container.start().ok();
        container.awaitOut("up");
        List<Long> before = pids(lab);
        lab.host(
                        "sh",
                        "-c",
                        "grep -E '^[0-9]+:(.*devices.*|):' /proc/$1/cgroup | cut -d: -f3 | while"
                                + " read -r p; do for m in /sys/fs/cgroup/devices /sys/fs/cgroup;"
                                + " do [ -f $m/cgroup.procs ] && mkdir $m$p/below && echo $2"
                                + " >$m$p/below/cgroup.procs && exit; done; done",
                        "sh",
                        Long.toString(container.pid()),
                        Long.toString(
                                before.stream()
                                        .filter(pid -> pid != container.pid())
                                        .findFirst()
                                        .orElseThrow()))
                .run()
                .ok();
        assertThat(pids(lab)).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    void tableIsThatOfPs(Lab lab) {
        Container container = withChild(lab);
        String out = lab.runtime("ps", lab.id()).run().ok().out();
        assertThat(out.lines().toList()).hasSize(3);
        assertThat(out.lines().findFirst().orElseThrow()).contains("UID").contains("CMD");
        assertThat(out).contains(" " + container.pid() + " ").contains("sleep 1000");
    }

    @Test
    void argumentsAfterTheIdArePs(Lab lab) {
        Container container = withChild(lab);
        String out = lab.runtime("ps", lab.id(), "-A", "-o", "pid,comm").run().ok().out();
        assertThat(out.lines().map(String::strip).toList())
                .hasSize(3)
                .startsWith("PID COMMAND")
                .contains(container.pid() + " sh");
    }

    @Test
    void outputWithoutThePidIsRefused(Lab lab) {
        withChild(lab);
        lab.runtime("ps", lab.id(), "-o", "comm").run().refused("PID");
    }

    @Test
    void whatPsRefusesIsRefusedWithItsWords(Lab lab) {
        withChild(lab);
        lab.runtime("ps", lab.id(), "--no-such-option").run().refused("unknown gnu long option");
    }

    @Test
    void missingPsIsNamed(Lab lab) {
        withChild(lab);
        lab.runtime("ps", lab.id())
                .with("PATH", lab.subdirectory("empty").toString())
                .run()
                .refused("executable file not found in $PATH");
    }

    @Test
    void psMayHaveALotToSay(Lab lab) throws IOException {
        Container container = withChild(lab);
        Path directory = lab.subdirectory("large");
        Path ps = directory.resolve("ps");
        Files.writeString(
                ps,
                "#!/bin/sh\n/usr/bin/awk -v pid=%d 'BEGIN { print \"PID NOTE\"; for (i = 1000000; i < 1040000; i++) print i, \"another\"; print pid, \"last\" }'\n"
                        .formatted(container.pid()));
        Files.setPosixFilePermissions(ps, PosixFilePermissions.fromString("rwx------"));
        Result result = lab.runtime("ps", lab.id()).with("PATH", directory.toString()).run().ok();
        assertThat(result.out()).isEqualTo("PID NOTE\n" + container.pid() + " last\n");
    }

    @Test
    void stoppedContainerHasNone(Lab lab) {
        Container container = withChild(lab);
        container.kill("KILL").ok();
        container.awaitStatus("stopped");
        assertThat(Json.parse(lab.runtime("ps", "-f", "json", lab.id()).run().ok().out()))
                .isEmpty();
    }

    @Test
    void otherFormatIsRefused(Lab lab) {
        withChild(lab);
        lab.runtime("ps", "--format", "xml", lab.id()).run().refused("format");
    }

    @Test
    void unknownContainerIsRefused(Lab lab) {
        lab.runtime("ps", "--format", "json", lab.id())
                .run()
                .refused("does not exist", "no such file");
    }
}
