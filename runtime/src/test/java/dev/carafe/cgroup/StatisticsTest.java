package dev.carafe.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures of groups that are made of ordinary files, in the form that runc prints. */
class StatisticsTest {
    @TempDir Path directory;

    private void file(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text + "\n");
    }

    @Test
    void version2() throws IOException {
        file(
                "cpu.stat",
                "usage_usec 30\nuser_usec 10\nsystem_usec 20\nnr_periods 4\nnr_throttled 0\nthrottled_usec 5");
        file("cpu.pressure", "some avg10=1.50 avg60=0.00 avg300=0.00 total=42");
        file("memory.current", "4096");
        file("memory.max", "max");
        file("memory.swap.current", "100");
        file("memory.swap.max", "max");
        file("memory.peak", "8192");
        file("memory.events", "low 0\nhigh 0\nmax 3\noom 0\noom_kill 0");
        file("memory.stat", "file 1024\nanon 2048");
        file("pids.current", "2");
        file("pids.max", "max");
        file("io.stat", "8:16 rbytes=1 wbytes=0 rios=3 wios=4 dbytes=5 dios=6\n8:32 ");
        file("hugetlb.2MB.current", "2097152");
        file("hugetlb.2MB.rsvd.current", "0");
        file("hugetlb.2MB.events", "max 7");
        Statistics statistics = V2Statistics.read(directory);
        assertThat(statistics.cpu())
                .hasToString(
                        "{usage={total=30000, kernel=20000, user=10000}, throttling={periods=4,"
                                + " throttledTime=5000}, psi={some={avg10=1.5, avg60=0, avg300=0,"
                                + " total=42}}}");
        assertThat(statistics.memory())
                .hasToString(
                        "{cache=1024, usage={limit=18446744073709551615, usage=4096, max=8192,"
                                + " failcnt=3}, swap={limit=18446744073709551615, usage=4196,"
                                + " failcnt=0}, kernel={limit=0, failcnt=0}, kernelTCP={limit=0,"
                                + " failcnt=0}, raw={anon=2048, file=1024}}");
        assertThat(statistics.pids()).isEqualTo(Map.of("current", 2L));
        assertThat(statistics.blkio())
                .hasToString(
                        "{ioServiceBytesRecursive=[{major=8, minor=16, op=Read, value=1}, {major=8,"
                                + " minor=16, op=Write}], ioServicedRecursive=[{major=8, minor=16,"
                                + " op=Read, value=3}, {major=8, minor=16, op=Write, value=4}]}");
        assertThat(statistics.hugetlb()).hasToString("{2MB={usage=2097152, failcnt=7}}");
    }

    @Test
    void version1() throws IOException {
        file("cpuacct.usage", "300");
        file("cpuacct.usage_percpu", "100 200 ");
        file("cpuacct.usage_all", "cpu user system\n0 60 40\n1 150 50");
        file("cpuacct.stat", "user 3\nsystem 2");
        file("cpu.stat", "nr_periods 1\nnr_throttled 2\nthrottled_time 3");
        file("pids.current", "1");
        file("pids.max", "17");
        file(
                "blkio.throttle.io_service_bytes_recursive",
                "254:0 Read 10\n254:0 Total 10\nTotal 10");
        file("cpuset.cpus", "0-1,3");
        file("cpuset.mems", "0");
        file("cpuset.sched_relax_domain_level", "-1");
        Statistics statistics =
                new V1Statistics(
                                Map.of(
                                        "cpuacct", directory, "cpu", directory, "pids", directory,
                                        "blkio", directory, "cpuset", directory))
                        .read();
        assertThat(statistics.cpu())
                .hasToString(
                        "{usage={total=300, percpu=[100, 200], percpu_kernel=[40, 50],"
                                + " percpu_user=[60, 150], kernel=20000000, user=30000000},"
                                + " throttling={periods=1, throttledPeriods=2, throttledTime=3}}");
        assertThat(statistics.pids()).hasToString("{current=1, limit=17}");
        assertThat(statistics.blkio())
                .hasToString(
                        "{ioServiceBytesRecursive=[{major=254, op=Read, value=10}, {major=254,"
                                + " op=Total, value=10}]}");
        assertThat(statistics.cpuset().get("cpus")).hasToString("[0, 1, 3]");
        assertThat(statistics.cpuset().get("sched_relax_domain_level")).isEqualTo(-1L);
        assertThat(statistics.memory()).isEmpty();
    }
}
