package dev.carafe.conformance.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Leaks;
import dev.carafe.conformance.harness.Result;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Conformance
class BadConfigTest {

    /** Patches that make the config invalid, and the JSON pointer of the fault. */
    static final String TABLE =
            """
            {"process":{"args":[]}} ; /process/args
            {"process":{"cwd":null}} ; /process/cwd
            {"process":{"args":"sh"}} ; /process/args
            {"process":{"user":{"uid":-1}}} ; /process/user/uid
            {"process":{"user":{"uid":"root"}}} ; /process/user/uid
            {"root":{"path":5}} ; /root/path
            {"root":{"readonly":"yes"}} ; /root/readonly
            {"hostname":5} ; /hostname
            {"mounts":{"destination":"/x"}} ; /mounts
            {"linux":{"namespaces":[{"type":"bogus"}]}} ; /linux/namespaces/0
            {"linux":{"maskedPaths":"/x"}} ; /linux/maskedPaths
            {"process":{"rlimits":[{"type":"RLIMIT_NOFILE","soft":-5,"hard":5}]}} ; /process/rlimits/0
            {"linux":{"resources":{"pids":{"limit":"many"}}}} ; /linux/resources/pids/limit
            {"hooks":{"prestart":[{"args":["x"]}]}} ; /hooks/prestart/0
            {"hooks":{"poststop":[{"path":"/bin/true","timeout":-1}]}} ; /hooks/poststop/0/timeout
            {"ociVersion":null} ; /ociVersion
            {"process":{"rlimits":[{"type":"RLIMIT_CORE","soft":0,"hard":0},{"type":"RLIMIT_CORE","soft":0,"hard":0}]}} ; /process/rlimits/1
            {"hooks":{"prestart":[{"path":"/bin/true","timeout":0}]}} ; /hooks/prestart/0/timeout
            {"linux":{"seccomp":{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":[],"action":"SCMP_ACT_ERRNO"}]}}} ; /linux/seccomp/syscalls/0
            {"linux":{"seccomp":{"defaultAction":"SCMP_ACT_ALLOW","defaultErrnoRet":1}}} ; /linux/seccomp/defaultErrnoRet
            {"linux":{"seccomp":{"defaultAction":"SCMP_ACT_ALLOW","listenerMetadata":"x"}}} ; /linux/seccomp/listenerMetadata
            {"linux":{"rootfsPropagation":"wide"}} ; /linux/rootfsPropagation
            {"linux":{"resources":{"rdma":{"mlx5":{}}}}} ; /linux/resources/rdma/mlx5
            {"linux":{"maskedPaths":["relative"]}} ; /linux/maskedPaths/0
            """;

    static List<Arguments> cases() {
        return TABLE.lines()
                .map(line -> line.split(" ; ", 2))
                .map(pair -> Arguments.of(pair[0], pair[1]))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isRefusedBeforeAnythingIsMade(String patch, String pointer, Lab lab) throws IOException {
        patched(lab, patch).unwritten("create").run().refused();
        assertThat(Leaks.cgroups(lab)).isEmpty();
        assertThat(
                        Leaks.stateFiles(lab).stream()
                                .filter(path ->
                                        path.toString().contains(lab.id() + "/root/" + lab.id())))
                .isEmpty();
    }

    @Tag("carafe")
    @ParameterizedTest
    @MethodSource("cases")
    void errorNamesTheJsonPointer(String patch, String pointer, Lab lab) {
        patched(lab, patch).unwritten("create").run().refused(pointer);
    }

    @Tag("carafe")
    @Test
    void allProblemsAreNamedAtOnce(Lab lab) {
        Result result =
                lab.bundle()
                        .merge(
                                "{\"hostname\":5,\"process\":{\"cwd\":\"relative\",\"user\":{\"uid\":-1}}}")
                        .tryCreate();
        result.refused("/hostname");
        result.refused("/process/cwd");
        result.refused("/process/user/uid");
    }

    private static Bundle patched(Lab lab, String patch) {
        Bundle bundle = lab.bundle().merge(patch);
        return bundle.write();
    }
}
