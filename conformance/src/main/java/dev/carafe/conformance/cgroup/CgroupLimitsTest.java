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
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("vm")
@Conformance
class CgroupLimitsTest {

    private static final int MIB = 1 << 20;

    private static Cgroup limited(Lab lab, String resources) {
        Cgroup cgroup = new Cgroup(lab);
        lab.bundle().merge(cgroup.patch(resources)).boot();
        return cgroup;
    }

    @Test
    void memoryLimitIsWritten(Lab lab) throws IOException {
        Cgroup cgroup = limited(lab, "{\"memory\":{\"limit\":67108864}}");
        assertThat(cgroup.read("memory", "memory.limit_in_bytes", "memory.max"))
                .isEqualTo("67108864");
    }

    @Test
    void memoryReservationIsWritten(Lab lab) throws IOException {
        Cgroup cgroup = limited(lab, "{\"memory\":{\"limit\":67108864,\"reservation\":33554432}}");
        assertThat(cgroup.read("memory", "memory.soft_limit_in_bytes", "memory.low"))
                .isEqualTo("33554432");
    }

    @Test
    void swapLimitIsMemoryAndSwapTogether(Lab lab) throws IOException {
        Path v1 = Path.of("/sys/fs/cgroup/memory/memory.memsw.limit_in_bytes");
        Assumptions.assumeTrue(Host.unified() || Files.exists(v1), "needs swap accounting");
        Cgroup cgroup = limited(lab, "{\"memory\":{\"limit\":33554432,\"swap\":67108864}}");
        assertThat(cgroup.read("memory", "memory.memsw.limit_in_bytes", "memory.swap.max"))
                .isEqualTo(Host.unified() ? "33554432" : "67108864");
    }

    @Test
    void unlimitedMemoryIsMinusOne(Lab lab) throws IOException {
        Cgroup cgroup = limited(lab, "{\"memory\":{\"limit\":-1}}");
        assertThat(cgroup.read("memory", "memory.limit_in_bytes", "memory.max"))
                .isIn("max", "9223372036854771712");
    }

    @Test
    void cpuQuotaAndPeriodAreWritten(Lab lab) throws IOException {
        Cgroup cgroup = limited(lab, "{\"cpu\":{\"quota\":25000,\"period\":50000}}");
        if (Host.unified()) {
            assertThat(cgroup.read("cpu", "", "cpu.max")).isEqualTo("25000 50000");
        } else {
            assertThat(cgroup.read("cpu", "cpu.cfs_quota_us", "")).isEqualTo("25000");
            assertThat(cgroup.read("cpu", "cpu.cfs_period_us", "")).isEqualTo("50000");
        }
    }

    @Test
    void cpuSharesAreWritten(Lab lab) throws IOException {
        Cgroup cgroup = limited(lab, "{\"cpu\":{\"shares\":512}}");
        // Two conversions of shares to a weight are in use: the linear one and the later, quadratic
        // one.
        assertThat(cgroup.read("cpu", "cpu.shares", "cpu.weight")).isIn("512", "20", "59");
    }

    @Test
    void cpusetIsWritten(Lab lab) throws IOException {
        Cgroup cgroup = limited(lab, "{\"cpu\":{\"cpus\":\"0\",\"mems\":\"0\"}}");
        assertThat(cgroup.read("cpuset", "cpuset.cpus", "cpuset.cpus")).isEqualTo("0");
        assertThat(cgroup.read("cpuset", "cpuset.mems", "cpuset.mems")).isEqualTo("0");
    }

    @Test
    void cpusetBoundsTheProcess(Lab lab) {
        Bundle bundle = lab.bundle().merge(new Cgroup(lab).patch("{\"cpu\":{\"cpus\":\"0\"}}"));
        assertThat(
                        bundle.shell("grep Cpus_allowed_list /proc/self/status")
                                .run()
                                .ok()
                                .out()
                                .strip())
                .endsWith("\t0");
    }

    @Test
    void pidsLimitIsWritten(Lab lab) throws IOException {
        assertThat(limited(lab, "{\"pids\":{\"limit\":17}}").read("pids", "pids.max", "pids.max"))
                .isEqualTo("17");
    }

    @Test
    void negativePidsLimitIsNone(Lab lab) throws IOException {
        assertThat(limited(lab, "{\"pids\":{\"limit\":-1}}").read("pids", "pids.max", "pids.max"))
                .isEqualTo("max");
    }

    @Test
    void pidsLimitStopsForks(Lab lab) {
        Bundle bundle = lab.bundle().merge(new Cgroup(lab).patch("{\"pids\":{\"limit\":5}}"));
        Result result = bundle.shell("for i in 1 2 3 4 5 6 7 8; do sleep 1 & done; wait").run();
        assertThat(result.err()).contains("fork");
    }

    @Test
    void memoryLimitKillsAProcessThatExceedsIt(Lab lab) {
        Bundle bundle =
                lab.bundle()
                        .merge(
                                new Cgroup(lab)
                                        .patch(
                                                "{\"memory\":{\"limit\":%d,\"swap\":%d}}"
                                                        .formatted(16 * MIB, 16 * MIB)));
        Result result =
                bundle.shell("head -c 100000000 /dev/zero | tail -c 90000000 >/dev/null").run();
        assertThat(result.exitCode()).isEqualTo(137);
    }

    @Test
    void cpuQuotaThrottles(Lab lab) {
        Cgroup cgroup = new Cgroup(lab);
        Bundle bundle =
                lab.bundle().merge(cgroup.patch("{\"cpu\":{\"quota\":5000,\"period\":100000}}"));
        bundle.shell("while :; do :; done").run("--detach").ok();
        String file = cgroup.directory("cpu").resolve("cpu.stat").toString();
        Poll.until(
                "throttled periods",
                () -> lab.host("cat", file).run().out().matches("(?s).*nr_throttled [1-9].*"));
    }

    @Test
    void badValueFailsCreateAndLeavesNothing(Lab lab) {
        Cgroup cgroup = new Cgroup(lab);
        lab.bundle()
                .merge(cgroup.patch("{\"cpu\":{\"cpus\":\"9999\"}}"))
                .tryCreate()
                .refused("cpuset");
        assertThat(cgroup.directory("cpuset")).doesNotExist();
    }

    @Test
    void limitsHoldFromTheFirstInstruction(Lab lab) throws IOException {
        Cgroup cgroup = new Cgroup(lab);
        Container container =
                lab.bundle().merge(cgroup.patch("{\"pids\":{\"limit\":17}}")).create();
        assertThat(container.status()).isEqualTo("created");
        assertThat(cgroup.read("pids", "pids.max", "pids.max")).isEqualTo("17");
    }

    @Test
    void oneMebibyteIsEnoughToStart(Lab lab) {
        String limits = "{\"memory\":{\"limit\":%1$d,\"swap\":%1$d}}".formatted(MIB);
        lab.bundle().merge(new Cgroup(lab).patch(limits)).args("/bin/true").run().ok();
    }
}
