package dev.carafe.conformance.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Host;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code update}: limits of a container that is there, read back from the kernel. */
@Conformance
class UpdateTest {

    private static Cgroup booted(Lab lab, String resources) {
        Cgroup cgroup = new Cgroup(lab);
        lab.bundle().merge(cgroup.patch(resources)).boot();
        return cgroup;
    }

    private static Result update(Lab lab, String... flags) {
        List<String> words = new ArrayList<>(List.of("update"));
        words.addAll(List.of(flags));
        words.add(lab.id());
        return lab.runtime(words.toArray(String[]::new)).run();
    }

    private static Result updateFrom(Lab lab, String json) {
        return lab.runtime("update", "--resources=-", lab.id()).stdin(json).run();
    }

    private static String memory(Cgroup cgroup) throws IOException {
        return cgroup.read("memory", "memory.limit_in_bytes", "memory.max");
    }

    private static String pids(Cgroup cgroup) throws IOException {
        return cgroup.read("pids", "pids.max", "pids.max");
    }

    private static String bandwidth(Cgroup cgroup) throws IOException {
        return Host.unified()
                ? cgroup.read("cpu", "", "cpu.max")
                : cgroup.read("cpu", "cpu.cfs_quota_us", "")
                        + " "
                        + cgroup.read("cpu", "cpu.cfs_period_us", "");
    }

    @Test
    void flagsAreWritten(Lab lab) throws IOException {
        Cgroup cgroup = booted(lab, "{}");
        update(
                        lab,
                        "--memory=64m",
                        "--memory-reservation=32M",
                        "--cpu-quota=20000",
                        "--cpu-period=50000",
                        "--cpu-share=512",
                        "--cpuset-cpus=0",
                        "--cpuset-mems=0",
                        "--pids-limit=21")
                .ok();
        assertThat(memory(cgroup)).isEqualTo("67108864");
        assertThat(cgroup.read("memory", "memory.soft_limit_in_bytes", "memory.low"))
                .isEqualTo("33554432");
        assertThat(bandwidth(cgroup)).isEqualTo("20000 50000");
        assertThat(cgroup.read("cpu", "cpu.shares", "cpu.weight")).isIn("512", "20", "59");
        assertThat(cgroup.read("cpuset", "cpuset.cpus", "cpuset.cpus")).isEqualTo("0");
        assertThat(cgroup.read("cpuset", "cpuset.mems", "cpuset.mems")).isEqualTo("0");
        assertThat(pids(cgroup)).isEqualTo("21");
    }

    @Test
    void resourcesComeFromStandardInput(Lab lab) throws IOException {
        Cgroup cgroup = booted(lab, "{}");
        updateFrom(lab, "{\"memory\":{\"limit\":67108864},\"pids\":{\"limit\":22}}").ok();
        assertThat(memory(cgroup)).isEqualTo("67108864");
        assertThat(pids(cgroup)).isEqualTo("22");
    }

    @Test
    void resourcesComeFromAFile(Lab lab) throws IOException {
        Cgroup cgroup = booted(lab, "{}");
        String file = lab.file("r.json", "{\"cpu\":{\"shares\":512},\"pids\":{}}").toString();
        lab.runtime("update", "-r", file, lab.id()).run().ok();
        assertThat(cgroup.read("cpu", "cpu.shares", "cpu.weight")).isIn("512", "20", "59");
        assertThat(pids(cgroup)).isEqualTo("max");
    }

    @Test
    void whatIsNotNamedStays(Lab lab) throws IOException {
        Cgroup cgroup =
                booted(
                        lab,
                        "{\"memory\":{\"limit\":67108864},\"pids\":{\"limit\":17},\"cpu\":{\"quota\":20000,\"period\":50000}}");
        update(lab, "--pids-limit=18").ok();
        assertThat(memory(cgroup)).isEqualTo("67108864");
        assertThat(pids(cgroup)).isEqualTo("18");
        assertThat(bandwidth(cgroup)).isEqualTo("20000 50000");
    }

    @Test
    void quotaAndPeriodChangeAlone(Lab lab) throws IOException {
        Cgroup cgroup = booted(lab, "{\"cpu\":{\"quota\":20000,\"period\":50000}}");
        update(lab, "--cpu-quota=30000").ok();
        assertThat(bandwidth(cgroup)).isEqualTo("30000 50000");
        update(lab, "--cpu-period=60000").ok();
        assertThat(bandwidth(cgroup)).isEqualTo("30000 60000");
        update(lab, "--cpu-quota=-1").ok();
        assertThat(bandwidth(cgroup)).isIn("-1 60000", "max 60000");
    }

    @Test
    void memoryAndSwapAreRaisedAndLoweredTogether(Lab lab) throws IOException {
        Cgroup cgroup = booted(lab, "{\"memory\":{\"limit\":33554432,\"swap\":33554432}}");
        update(lab, "--memory=134217728", "--memory-swap=268435456").ok();
        assertThat(memory(cgroup)).isEqualTo("134217728");
        assertThat(cgroup.read("memory", "memory.memsw.limit_in_bytes", "memory.swap.max"))
                .isEqualTo(Host.unified() ? "134217728" : "268435456");
        update(lab, "--memory=67108864", "--memory-swap=67108864").ok();
        assertThat(memory(cgroup)).isEqualTo("67108864");
        assertThat(cgroup.read("memory", "memory.memsw.limit_in_bytes", "memory.swap.max"))
                .isEqualTo(Host.unified() ? "0" : "67108864");
    }

    @Test
    void memoryWithoutSwapKeepsTheirSum(Lab lab) throws IOException {
        Cgroup cgroup = booted(lab, "{\"memory\":{\"limit\":33554432,\"swap\":100663296}}");
        update(lab, "--memory=67108864").ok();
        assertThat(memory(cgroup)).isEqualTo("67108864");
        assertThat(cgroup.read("memory", "memory.memsw.limit_in_bytes", "memory.swap.max"))
                .isEqualTo(Host.unified() ? "33554432" : "100663296");
    }

    @Test
    void minusOneTakesLimitsBack(Lab lab) throws IOException {
        Cgroup cgroup =
                booted(
                        lab,
                        "{\"memory\":{\"limit\":67108864,\"swap\":67108864},\"pids\":{\"limit\":17}}");
        update(lab, "--memory=-1", "--pids-limit=-1").ok();
        assertThat(memory(cgroup)).isIn("max", "9223372036854771712");
        assertThat(cgroup.read("memory", "memory.memsw.limit_in_bytes", "memory.swap.max"))
                .isIn("max", "9223372036854771712");
        assertThat(pids(cgroup)).isEqualTo("max");
    }

    @Test
    void zeroPidsChangeNothing(Lab lab) throws IOException {
        Cgroup cgroup = booted(lab, "{\"pids\":{\"limit\":17}}");
        updateFrom(lab, "{\"pids\":{\"limit\":0},\"cpu\":{\"shares\":512}}").ok();
        assertThat(pids(cgroup)).isEqualTo("17");
    }

    @Test
    void deviceRulesStay(Lab lab) {
        Container container = lab.bundle().merge(new Cgroup(lab).patch("{}")).boot();
        updateFrom(
                        lab,
                        "{\"devices\":[{\"allow\":false,\"access\":\"rwm\"}],\"pids\":{\"limit\":99}}")
                .ok();
        lab.host("head", "-c1", "/proc/" + container.pid() + "/root/dev/null").run().ok();
        assertThat(container.status()).isEqualTo("running");
    }

    @Tag("carafe")
    @Test
    void otherDeviceRulesThanConfigsAreToldToHaveNoEffect(Lab lab) {
        String rules = "\"devices\":[{\"allow\":false,\"access\":\"rwm\"}]";
        lab.bundle().merge(new Cgroup(lab).patch("{%s}".formatted(rules))).boot();
        assertThat(updateFrom(lab, "{%s,\"pids\":{\"limit\":99}}".formatted(rules)).ok().err())
                .isEmpty();
        assertThat(updateFrom(lab, "{\"devices\":[{\"allow\":true}]}").ok().err())
                .contains("/devices: has no effect");
    }

    @Test
    void createdAndPausedContainersAreUpdated(Lab lab) throws IOException {
        Cgroup cgroup = new Cgroup(lab);
        Container container = lab.bundle().merge(cgroup.patch("{}")).staying().create();
        update(lab, "--pids-limit=31").ok();
        assertThat(pids(cgroup)).isEqualTo("31");
        container.start().ok();
        container.awaitOut("up");
        lab.runtime("pause", lab.id()).run().ok();
        update(lab, "--pids-limit=32").ok();
        assertThat(pids(cgroup)).isEqualTo("32");
        assertThat(container.status()).isEqualTo("paused");
    }

    @Test
    void refusedValueIsToldWithItsFile(Lab lab) {
        booted(lab, "{}");
        update(lab, "--cpuset-cpus=9999").refused("cpuset.cpus");
    }

    @Tag("carafe")
    @Test
    void whatIsWrittenBeforeARefusalIsTakenBack(Lab lab) throws IOException {
        Cgroup cgroup =
                booted(
                        lab,
                        "{\"memory\":{\"limit\":67108864},\"pids\":{\"limit\":17},\"cpu\":{\"shares\":512}}");
        String weight = cgroup.read("cpu", "cpu.shares", "cpu.weight");
        Result refused =
                update(
                        lab,
                        "--memory=128m",
                        "--pids-limit=18",
                        "--cpu-share=1024",
                        "--cpuset-cpus=9999");
        refused.refused("--cpuset-cpus: write 9999 to ");
        assertThat(memory(cgroup)).isEqualTo("67108864");
        assertThat(pids(cgroup)).isEqualTo("17");
        assertThat(cgroup.read("cpu", "cpu.shares", "cpu.weight")).isEqualTo(weight);
    }

    @Tag("carafe")
    @Test
    void everyWrongPropertyIsTold(Lab lab) throws IOException {
        Cgroup cgroup = booted(lab, "{\"pids\":{\"limit\":17}}");
        Result refused =
                updateFrom(
                        lab,
                        "{\"memory\":{\"limit\":\"many\"},\"pids\":{\"limit\":18},\"cpu\":{\"cpus\":3}}");
        refused.refused("/memory/limit");
        refused.refused("/cpu/cpus");
        assertThat(pids(cgroup)).isEqualTo("17");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--memory=3x",
                "--memory=-2",
                "--cpu-period=-1",
                "--cpu-quota=much",
                "--pids-limit=a"
            })
    void wrongValuesAreRefused(String flag, Lab lab) {
        booted(lab, "{}");
        update(lab, flag).refused();
    }

    @Test
    void unreadableResourcesAreRefused(Lab lab) {
        booted(lab, "{}");
        updateFrom(lab, "{\"memory\":").refused();
        lab.runtime("update", "-r", "/nonexistent", lab.id()).run().refused("no such file");
    }

    @Test
    void stoppedContainerIsRefused(Lab lab) {
        Container container = lab.bundle().boot();
        container.kill("KILL").ok();
        container.awaitStatus("stopped");
        update(lab, "--pids-limit=5").refused("not running");
    }

    @Test
    void unknownContainerIsRefused(Lab lab) {
        update(lab, "--pids-limit=5").refused("does not exist", "no such file");
    }
}
