package dev.carafe.conformance.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How the kernel runs a process that exec starts: scheduler, I/O priority, CPU affinity. */
@Conformance
class ExecPolicyTest {
    /** Fields of proc_pid_stat(5), counted from the end of the command's name. */
    private static final int NICE = 16;

    private static final int POLICY = 38;
    private static final int SCHED_BATCH = 3;

    private static int field(String stat, int index) {
        return Integer.parseInt(
                List.of(stat.substring(stat.lastIndexOf(')') + 2).split("[ \n]")).get(index));
    }

    private static Result process(Lab lab, Container container, String more) {
        String json =
                """
                {"cwd":"/","args":["/bin/sh","-c","cat /proc/$$/stat; /bin/busybox ionice -p $$"],
                 "env":["PATH=/bin"],"user":{"uid":0,"gid":0}%s}
                """
                        .formatted(more);
        return container.exec(List.of("--process", lab.file("p.json", json).toString())).run();
    }

    private static Bundle prioritized(Lab lab) {
        return lab.bundle()
                .merge(
                        """
                        {"process":{"scheduler":{"policy":"SCHED_BATCH","nice":7},
                                    "ioPriority":{"class":"IOPRIO_CLASS_BE","priority":6}}}
                        """);
    }

    @Test
    void prioritiesAreTheContainers(Lab lab) {
        List<String> lines =
                prioritized(lab)
                        .boot()
                        .exec("/bin/sh", "-c", "cat /proc/$$/stat; /bin/busybox ionice -p $$")
                        .run()
                        .ok()
                        .out()
                        .lines()
                        .toList();
        assertThat(field(lines.getFirst(), POLICY)).isEqualTo(SCHED_BATCH);
        assertThat(field(lines.getFirst(), NICE)).isEqualTo(7);
        assertThat(lines.getLast()).isEqualTo("best-effort: prio 6");
    }

    @Test
    void prioritiesOfProcessJsonHold(Lab lab) {
        Container container = prioritized(lab).boot();
        String out =
                process(
                                lab,
                                container,
                                ",\"scheduler\":{\"policy\":\"SCHED_OTHER\",\"nice\":-4},"
                                        + "\"ioPriority\":{\"class\":\"IOPRIO_CLASS_IDLE\",\"priority\":0}")
                        .ok()
                        .out();
        assertThat(field(out, POLICY)).isZero();
        assertThat(field(out, NICE)).isEqualTo(-4);
        assertThat(out).endsWith("idle\n");
    }

    @Test
    void schedulerThatTheKernelRefusesFailsExec(Lab lab) {
        Container container = lab.bundle().boot();
        process(lab, container, ",\"scheduler\":{\"policy\":\"SCHED_FIFO\",\"priority\":100}")
                .refused("sched");
        assertThat(container.status()).isEqualTo("running");
    }

    @Test
    void affinityOfProcessJsonHolds(Lab lab) {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "needs two CPUs");
        Container container = lab.bundle().boot();
        String json =
                "{\"cwd\":\"/\",\"args\":[\"/bin/grep\",\"Cpus_allowed_list\",\"/proc/self/status\"],"
                        + "\"env\":[],\"user\":{\"uid\":0,\"gid\":0},\"execCPUAffinity\":{\"final\":\"1\"}}";
        assertThat(
                        container
                                .exec(List.of("-p", lab.file("p.json", json).toString()))
                                .run()
                                .ok()
                                .out())
                .isEqualTo("Cpus_allowed_list:\t1\n");
    }

    @Test
    void affinityWithACpuThatIsNotThereFailsExec(Lab lab) {
        Container container = lab.bundle().boot();
        process(lab, container, ",\"execCPUAffinity\":{\"initial\":\"4095\"}").refused();
        assertThat(Host.text("/proc/" + container.pid() + "/comm")).isNotEmpty();
    }
}
