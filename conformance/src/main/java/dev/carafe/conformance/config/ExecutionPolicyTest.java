package dev.carafe.conformance.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the kernel runs the process: scheduler, I/O priority, personality, memory policy. */
@Conformance
class ExecutionPolicyTest {

    /** Fields of proc_pid_stat(5), counted from the end of the command's name. */
    private static final int NICE = 16;

    private static final int REAL_TIME_PRIORITY = 37;
    private static final int IDLE_POLICY = 5;
    private static final int POLICY = 38;

    private static Bundle scheduled(Lab lab, String scheduler) {
        return lab.bundle()
                .merge("{\"process\":{\"scheduler\":" + scheduler + "}}")
                .args("/bin/cat", "/proc/self/stat");
    }

    private static int field(String stat, int index) {
        List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split("[ \n]"));
        return Integer.parseInt(fields.get(index));
    }

    @ParameterizedTest
    @CsvSource({
        "SCHED_OTHER, 5, 0",
        "SCHED_OTHER, -7, 0",
        "SCHED_OTHER, 0, 0",
        "SCHED_BATCH, 19, 3",
        "SCHED_IDLE, 0, 5",
    })
    void schedulerIsThatOfTheConfig(String policy, int nice, int number, Lab lab) {
        String stat =
                scheduled(lab, "{\"policy\":\"%s\",\"nice\":%d}".formatted(policy, nice))
                        .run()
                        .ok()
                        .out();
        assertThat(field(stat, POLICY)).isEqualTo(number);
        if (number != IDLE_POLICY) { // which has no nice value: the caller's stays
            assertThat(field(stat, NICE)).isEqualTo(nice);
        }
    }

    @ParameterizedTest
    @CsvSource({"SCHED_FIFO, 1", "SCHED_RR, 2"})
    void realTimePolicyIsThatOfTheConfig(String policy, int number, Lab lab) {
        Bundle bundle = scheduled(lab, "{\"policy\":\"%s\",\"priority\":9}".formatted(policy));
        if (Files.exists(Path.of("/sys/fs/cgroup/cpu/cpu.rt_runtime_us"))) {
            // Here a new group has no real-time run time to give until it is given some.
            bundle.merge("{\"linux\":{\"resources\":{\"cpu\":{\"realtimeRuntime\":1000}}}}");
        }
        String stat = bundle.run().ok().out();
        assertThat(field(stat, POLICY)).isEqualTo(number);
        assertThat(field(stat, REAL_TIME_PRIORITY)).isEqualTo(9);
    }

    @Test
    void deadlinePolicyIsThatOfTheConfig(Lab lab) {
        Host.needUnified();
        String stat =
                scheduled(
                                lab,
                                """
                                {"policy":"SCHED_DEADLINE","flags":["SCHED_FLAG_RESET_ON_FORK"],
                                 "runtime":20000000,"deadline":100000000,"period":100000000}
                                """)
                        .run()
                        .ok()
                        .out();
        assertThat(field(stat, POLICY)).isEqualTo(6);
    }

    @Test
    void flagsAreSet(Lab lab) {
        String out =
                scheduled(
                                lab,
                                "{\"policy\":\"SCHED_BATCH\",\"nice\":-5,\"flags\":[\"SCHED_FLAG_RESET_ON_FORK\"]}")
                        .shell("cat /proc/$$/stat; cat /proc/self/stat; true")
                        .run()
                        .ok()
                        .out();
        // With that flag a child does not inherit a negative nice value.
        assertThat(out.lines().map(line -> field(line, NICE))).containsExactly(-5, 0);
    }

    @Test
    void schedulerThatTheKernelRefusesFailsCreate(Lab lab) {
        scheduled(lab, "{\"policy\":\"SCHED_FIFO\",\"priority\":100}").tryCreate().refused("sched");
    }

    @ParameterizedTest
    @CsvSource({
        "IOPRIO_CLASS_RT, 1, realtime: prio 1",
        "IOPRIO_CLASS_BE, 6, best-effort: prio 6",
        "IOPRIO_CLASS_IDLE, 0, idle",
    })
    void ioPriorityIsThatOfTheConfig(String ioClass, int priority, String expected, Lab lab) {
        String out =
                lab.bundle()
                        .merge(
                                "{\"process\":{\"ioPriority\":{\"class\":\"%s\",\"priority\":%d}}}"
                                        .formatted(ioClass, priority))
                        .shell("/bin/busybox ionice -p $$; /bin/busybox ionice")
                        .run()
                        .ok()
                        .out();
        assertThat(out.lines())
                .as("the process, and a child")
                .hasSize(2)
                .allMatch(line -> line.startsWith(expected));
    }

    @Test
    void rootOfAUserNamespaceGetsPrioritiesThatItCouldNotSet(Lab lab) {
        Bundle bundle =
                lab.bundle()
                        .namespace("user")
                        .merge(
                                """
                                {"linux":{"uidMappings":[{"containerID":0,"hostID":100000,"size":65536}],
                                          "gidMappings":[{"containerID":0,"hostID":100000,"size":65536}]},
                                 "process":{"scheduler":{"policy":"SCHED_OTHER","nice":-3},
                                            "ioPriority":{"class":"IOPRIO_CLASS_RT","priority":3}}}
                                """)
                        .shell("/bin/busybox ionice -p $$; cat /proc/$$/stat");
        lab.host("chown", "-R", "-h", "100000:100000", bundle.rootfs().toString()).run().ok();
        List<String> lines = bundle.run().ok().out().lines().toList();
        assertThat(lines.getFirst()).isEqualTo("realtime: prio 3");
        assertThat(field(lines.getLast(), NICE)).isEqualTo(-3);
    }

    @ParameterizedTest
    @CsvSource({"LINUX, 00000000", "LINUX32, 00000008"})
    void personalityIsThatOfTheConfig(String domain, String persona, Lab lab) {
        String out =
                lab.bundle()
                        .merge(
                                "{\"linux\":{\"personality\":{\"domain\":%s}}}"
                                        .formatted(Json.text(domain)))
                        .shell("cat /proc/self/personality")
                        .run()
                        .ok()
                        .out();
        assertThat(out).isEqualTo(persona + "\n");
    }

    @ParameterizedTest
    @CsvSource({
        "MPOL_BIND, 0, '', bind:0",
        "MPOL_INTERLEAVE, 0, MPOL_F_STATIC_NODES, interleave=static:0",
        "MPOL_PREFERRED, 0, MPOL_F_RELATIVE_NODES, prefer=relative:0",
        "MPOL_PREFERRED, '', '', local",
        "MPOL_LOCAL, '', '', local",
        "MPOL_DEFAULT, '', '', default",
    })
    void memoryPolicyIsThatOfTheConfig(
            String mode, String nodes, String flag, String expected, Lab lab) {
        Host.needNuma();
        String flags = flag.isEmpty() ? "[]" : Json.text(new String[] {flag});
        String out =
                lab.bundle()
                        .merge(
                                "{\"linux\":{\"memoryPolicy\":{\"mode\":%s,\"nodes\":%s,\"flags\":%s}}}"
                                        .formatted(Json.text(mode), Json.text(nodes), flags))
                        .shell("cut -d ' ' -f 2 /proc/self/numa_maps | sort -u")
                        .run()
                        .ok()
                        .out();
        assertThat(out.lines()).contains(expected);
    }

    @Test
    void memoryPolicyOfANodeThatIsNotThereFailsCreate(Lab lab) {
        Host.needNuma();
        lab.bundle()
                .merge("{\"linux\":{\"memoryPolicy\":{\"mode\":\"MPOL_BIND\",\"nodes\":\"900\"}}}")
                .tryCreate()
                .refused("policy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0-1, 0", ""})
    void affinityForExecLeavesInitAlone(String cpus, Lab lab) {
        String host = lab.host("grep", "Cpus_allowed:", "/proc/self/status").run().ok().out();
        String out =
                lab.bundle()
                        .merge(
                                "{\"process\":{\"execCPUAffinity\":{\"initial\":%1$s,\"final\":%1$s}}}"
                                        .formatted(Json.text(cpus)))
                        .args("/bin/grep", "Cpus_allowed:", "/proc/self/status")
                        .run()
                        .ok()
                        .out();
        assertThat(out).isEqualTo(host);
    }

    @Test
    void affinityForExecThatIsNoListIsRefused(Lab lab) {
        lab.bundle()
                .merge("{\"process\":{\"execCPUAffinity\":{\"initial\":\"3-1\"}}}")
                .tryCreate()
                .refused("3-1");
    }
}
