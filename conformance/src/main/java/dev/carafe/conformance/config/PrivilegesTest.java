package dev.carafe.conformance.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Json;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Conformance
class PrivilegesTest {

    private static Map<String, String> status(Bundle bundle) {
        Map<String, String> fields = new HashMap<>();
        bundle.args("/bin/cat", "/proc/self/status")
                .run()
                .ok()
                .out()
                .lines()
                .forEach(line -> {
                    int colon = line.indexOf(':');
                    fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
                });
        return fields;
    }

    private static long mask(Map<String, String> status, String set) {
        return Long.parseLong(String.valueOf(status.get(set)), 16);
    }

    @Test
    void capabilitySetsAreTheListedOnes(Lab lab) {
        Bundle bundle =
                lab.bundle()
                        .merge(
                                """
                                {"process":{"user":{"uid":0,"gid":0},"noNewPrivileges":false,"capabilities":{
                                    "bounding":["CAP_CHOWN","CAP_KILL","CAP_NET_RAW","CAP_SYS_CHROOT"],
                                    "permitted":["CAP_CHOWN","CAP_KILL","CAP_NET_RAW"],
                                    "effective":["CAP_CHOWN","CAP_KILL"],
                                    "inheritable":["CAP_CHOWN","CAP_NET_RAW"],
                                    "ambient":["CAP_CHOWN"]}}}
                                """);
        Map<String, String> status = status(bundle);
        assertThat(mask(status, "CapBnd")).isEqualTo(1L | 1L << 5 | 1L << 13 | 1L << 18);
        assertThat(mask(status, "CapInh")).isEqualTo(1L | 1L << 13);
    }

    @Test
    void ordinaryUserKeepsAmbientCapabilitiesOnly(Lab lab) {
        Bundle bundle =
                lab.bundle()
                        .merge(
                                """
                                {"process":{"user":{"uid":1000,"gid":1000},"capabilities":{
                                    "bounding":["CAP_CHOWN","CAP_KILL"],"permitted":["CAP_CHOWN","CAP_KILL"],
                                    "effective":["CAP_CHOWN","CAP_KILL"],"inheritable":["CAP_KILL"],"ambient":["CAP_KILL"]}}}
                                """);
        Map<String, String> status = status(bundle);
        assertThat(mask(status, "CapAmb")).isEqualTo(1L << 5);
        assertThat(mask(status, "CapEff")).isEqualTo(1L << 5);
        assertThat(mask(status, "CapPrm")).isEqualTo(1L << 5);
        assertThat(mask(status, "CapBnd")).isEqualTo(1L | 1L << 5);
    }

    @Test
    void withoutCapabilitiesThereAreNone(Lab lab) {
        Map<String, String> status =
                status(
                        lab.bundle()
                                .merge(
                                        "{\"process\":{\"capabilities\":{\"bounding\":[],\"effective\":[],\"permitted\":[]}}}"));
        for (String set : List.of("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")) {
            assertThat(mask(status, set)).as(set).isZero();
        }
    }

    @Test
    void missingCapabilityHasItsEffect(Lab lab) {
        assertThat(
                        lab.bundle()
                                .shell("chown 5 /etc/passwd 2>/dev/null || echo refused")
                                .run()
                                .ok()
                                .out())
                .isEqualTo("refused\n");
        assertThat(
                        lab.bundle("second", lab.id("b"))
                                .capable("CAP_CHOWN")
                                .shell("chown 5 /etc/passwd && echo done")
                                .run()
                                .ok()
                                .out())
                .isEqualTo("done\n");
    }

    @Test
    void unknownCapabilityIsIgnoredOrRefusedButNeverGranted(Lab lab) {
        Bundle bundle =
                lab.bundle()
                        .capable("CAP_KILL", "CAP_NO_SUCH")
                        .args("/bin/grep", "CapBnd", "/proc/self/status");
        Result result = bundle.run();
        if (result.exitCode() == 0) {
            assertThat(result.out()).contains("0000000000000020");
        } else {
            result.refused("CAP_NO_SUCH");
        }
    }

    @Test
    void noNewPrivilegesIsSet(Lab lab) {
        assertThat(status(lab.bundle())).containsEntry("NoNewPrivs", "1");
    }

    @Test
    void noNewPrivilegesIsOffByDefault(Lab lab) {
        assertThat(status(lab.bundle().merge("{\"process\":{\"noNewPrivileges\":null}}")))
                .containsEntry("NoNewPrivs", "0");
    }

    /** A runtime needs more descriptors than that, for instance one for each mount. */
    @Test
    void descriptorLimitMayBeLowerThanTheRuntimeNeeds(Lab lab) {
        assertThat(
                        lab.bundle()
                                .merge(
                                        "{\"process\":{\"rlimits\":[{\"type\":\"RLIMIT_NOFILE\",\"soft\":11,\"hard\":12}]}}")
                                .shell("ulimit -Sn; ulimit -Hn")
                                .run()
                                .ok()
                                .out())
                .isEqualTo("11\n12\n");
    }

    @Test
    void softDescriptorLimitOfTheCallerDoesNotStandInTheWay(Lab lab) {
        lab.bundle()
                .merge("{\"process\":{\"rlimits\":[]}}")
                .operation("run")
                .via("sh", "-c", "ulimit -Sn 14; exec \"$@\"", "sh")
                .run()
                .ok();
    }

    @ParameterizedTest
    @CsvSource({
        "RLIMIT_NOFILE,Max open files,512,600",
        "RLIMIT_CORE,Max core file size,0,0",
        "RLIMIT_CPU,Max cpu time,50,60",
        "RLIMIT_FSIZE,Max file size,1000000,2000000",
        "RLIMIT_STACK,Max stack size,1048576,2097152",
        "RLIMIT_MEMLOCK,Max locked memory,4096,8192",
        "RLIMIT_SIGPENDING,Max pending signals,100,200",
        "RLIMIT_MSGQUEUE,Max msgqueue size,1000,2000",
        "RLIMIT_LOCKS,Max file locks,10,20"
    })
    void resourceLimitIsSet(String type, String shown, long soft, long hard, Lab lab) {
        Bundle bundle =
                lab.bundle()
                        .merge(
                                "{\"process\":{\"rlimits\":[{\"type\":\"%s\",\"soft\":%d,\"hard\":%d}]}}"
                                        .formatted(type, soft, hard))
                        .shell("cat /proc/self/limits");
        assertThat(bundle.run().ok().out())
                .containsPattern(shown + "\\s+" + soft + "\\s+" + hard + "\\s");
    }

    @Test
    void softLimitAboveTheHardOneIsRefused(Lab lab) {
        lab.bundle()
                .merge(
                        "{\"process\":{\"rlimits\":[{\"type\":\"RLIMIT_NOFILE\",\"soft\":700,\"hard\":600}]}}")
                .tryCreate()
                .refused();
    }

    @Test
    void unknownLimitIsRefused(Lab lab) {
        lab.bundle()
                .merge(
                        "{\"process\":{\"rlimits\":[{\"type\":\"RLIMIT_BOGUS\",\"soft\":7,\"hard\":7}]}}")
                .tryCreate()
                .refused();
    }

    @Test
    void sysctlIsWrittenInTheContainerOnly(Lab lab) throws IOException {
        String before = Files.readString(Path.of("/proc/sys/kernel/msgmax"));
        Bundle bundle =
                lab.bundle()
                        .merge(
                                "{\"linux\":{\"sysctl\":{\"kernel.msgmax\":\"4242\",\"net.ipv4.ip_forward\":\"1\"}}}");
        assertThat(
                        bundle.shell("cat /proc/sys/kernel/msgmax /proc/sys/net/ipv4/ip_forward")
                                .run()
                                .ok()
                                .out())
                .isEqualTo("4242\n1\n");
        assertThat(Files.readString(Path.of("/proc/sys/kernel/msgmax"))).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kernel.panic",
                "vm.swappiness",
                "kernel.shm_rmid_forced/../panic",
                "net.ipv4..ip_forward/../../../kernel/panic"
            })
    void sysctlOfTheWholeMachineIsRefused(String name, Lab lab) throws IOException {
        String before = Files.readString(Path.of("/proc/sys/kernel/panic"));
        lab.bundle()
                .merge("{\"linux\":{\"sysctl\":{%s:\"77\"}}}".formatted(Json.text(name)))
                .tryCreate()
                .refused();
        assertThat(Files.readString(Path.of("/proc/sys/kernel/panic"))).isEqualTo(before);
    }

    @Test
    void sysctlOfAHostNamespaceIsRefused(Lab lab) {
        lab.bundle()
                .withoutNamespace("network")
                .merge("{\"linux\":{\"sysctl\":{\"net.ipv4.ip_forward\":\"1\"}}}")
                .tryCreate()
                .refused();
        lab.bundle("second", lab.id("b"))
                .withoutNamespace("ipc")
                .withoutMount("/dev/mqueue")
                .merge("{\"linux\":{\"sysctl\":{\"kernel.msgmax\":\"1\"}}}")
                .tryCreate()
                .refused();
    }
}
