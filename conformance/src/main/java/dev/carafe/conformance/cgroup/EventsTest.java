package dev.carafe.conformance.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Running;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code events}: figures and out-of-memory notices. */
@Conformance
class EventsTest {

    private static final String LIMITS =
            "{\"memory\":{\"limit\":33554432,\"swap\":33554432},\"pids\":{\"limit\":17}}";

    private static Container booted(Lab lab) {
        return lab.bundle().merge(new Cgroup(lab).patch(LIMITS)).boot();
    }

    @Test
    void statisticsAreThoseOfTheControlGroup(Lab lab) {
        booted(lab);
        String out = lab.runtime("events", "--stats", lab.id()).run().ok().out();
        assertThat(out.lines().toList()).hasSize(1);
        JsonNode event = Json.parse(out);
        assertThat(event.at("/type").asString()).isEqualTo("stats");
        assertThat(event.at("/id").asString()).isEqualTo(lab.id());
        assertThat(event.at("/data/memory/usage/limit").longValue()).isEqualTo(33554432);
        assertThat(event.at("/data/memory/usage/usage").longValue()).isBetween(1L, 33554432L);
        assertThat(event.at("/data/memory/raw").size()).isPositive();
        assertThat(event.at("/data/pids/current").longValue()).isBetween(1L, 17L);
        assertThat(event.at("/data/pids/limit").longValue()).isEqualTo(17);
        assertThat(event.at("/data/cpu/usage/total").longValue()).isPositive();
        assertThat(event.at("/data/cpu/usage/user").isNumber()).isTrue();
        assertThat(event.at("/data").propertyNames())
                .containsAll(List.of("cpu", "cpuset", "memory", "pids", "blkio", "hugetlb"));
    }

    @Test
    void streamGoesOnUntilTheContainerIsGone(Lab lab) {
        Container container = booted(lab);
        Running events = lab.runtime("events", "--interval", "50ms", lab.id()).start();
        events.awaitOut("\"stats\"");
        assertThat(events.alive()).isTrue();
        // runc's goes on until the control group is removed.
        container.delete("--force").ok();
        String out = events.await().ok().out();
        assertThat(out.lines()).allSatisfy(line -> Json.parse(line));
    }

    @Test
    void outOfMemoryIsTold(Lab lab) {
        Container container =
                lab.bundle()
                        .merge(new Cgroup(lab).patch(LIMITS))
                        .shell(
                                "until [ -e /go ]; do sleep 0.05; done; head -c 100000000 /dev/zero |"
                                        + " tail -c 90000000 >/dev/null; echo over; sleep 1000")
                        .create();
        container.start().ok();
        Running events = lab.runtime("events", "--interval", "50ms", lab.id()).start();
        events.awaitOut("\"stats\"");
        lab.host("touch", lab.directory().resolve("bundle/rootfs/go").toString()).run().ok();
        events.awaitOut("\"oom\"");
        container.delete("--force").ok();
        events.await().ok();
    }

    @Test
    void wrongIntervalsAreRefused(Lab lab) {
        booted(lab);
        lab.runtime("events", "--interval", "soon", lab.id()).run().refused();
        lab.runtime("events", "--interval", "0", lab.id()).run().refused("greater than 0");
    }

    @Test
    void stoppedContainerIsRefused(Lab lab) {
        Container container = booted(lab);
        container.kill("KILL").ok();
        container.awaitStatus("stopped");
        lab.runtime("events", "--stats", lab.id()).run().refused("not running");
    }

    @Test
    void unknownContainerIsRefused(Lab lab) {
        lab.runtime("events", "--stats", lab.id()).run().refused("does not exist", "no such file");
    }
}
