package dev.carafe.conformance.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Lab;
import dev.carafe.conformance.harness.Result;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code linux.seccomp}: what the filter does to system calls. */
@Conformance
class SeccompTest {
    private static final int EPERM = 1;
    private static final int EXDEV = 18;
    private static final int ENOSYS = 38;

    /** 128 and SIGSYS. */
    private static final int BAD_SYSTEM_CALL = 159;

    private static Bundle profile(Lab lab, String json) {
        return lab.bundle().merge("{\"linux\":{\"seccomp\":%s}}".formatted(json));
    }

    /** Everything is allowed but mkdir. */
    private static Bundle refusing(Lab lab, String action) {
        return profile(
                lab,
                """
                {"defaultAction":"SCMP_ACT_ALLOW",
                 "syscalls":[{"names":["mkdir","mkdirat"],"action":%s}]}
                """
                        .formatted(action));
    }

    private static String resource(String name) {
        try (InputStream in =
                Objects.requireNonNull(SeccompTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String seccompOf(Bundle bundle) {
        return bundle.args("/bin/grep", "-E", "^(NoNewPrivs|Seccomp):", "/proc/self/status")
                .run()
                .ok()
                .out();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void processIsFilteredWithAndWithoutNoNewPrivileges(boolean noNewPrivileges, Lab lab) {
        Bundle bundle =
                refusing(lab, "\"SCMP_ACT_ERRNO\"")
                        .merge("{\"process\":{\"noNewPrivileges\":%s}}".formatted(noNewPrivileges));
        assertThat(seccompOf(bundle))
                .isEqualTo("NoNewPrivs:\t%d\nSeccomp:\t2\n".formatted(noNewPrivileges ? 1 : 0));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ordinaryUserWithoutCapabilitiesIsFilteredToo(boolean noNewPrivileges, Lab lab) {
        Bundle bundle =
                refusing(lab, "\"SCMP_ACT_ERRNO\"")
                        .capable()
                        .merge(
                                "{\"process\":{\"noNewPrivileges\":%s,\"user\":{\"uid\":1000,\"gid\":1000}}}"
                                        .formatted(noNewPrivileges));
        assertThat(
                        bundle.args("/bin/grep", "-E", "^(Cap|Seccomp:)", "/proc/self/status")
                                .run()
                                .ok()
                                .out())
                .contains("Seccomp:\t2\n")
                .doesNotContainPattern("Cap\\w+:\\s+0*[1-9a-f]");
    }

    @Test
    void processOfAUserNamespaceIsFiltered(Lab lab) {
        Bundle bundle =
                refusing(lab, "\"SCMP_ACT_ERRNO\"")
                        .namespace("user")
                        .merge(
                                """
                                {"process":{"noNewPrivileges":false},"linux":{
                                  "uidMappings":[{"containerID":0,"hostID":100000,"size":65536}],
                                  "gidMappings":[{"containerID":0,"hostID":100000,"size":65536}]}}
                                """);
        assertThat(seccompOf(bundle)).isEqualTo("NoNewPrivs:\t0\nSeccomp:\t2\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"SCMP_ACT_ERRNO\" | 1",
                "\"SCMP_ACT_ERRNO\",\"errnoRet\":18 | 18",
                "\"SCMP_ACT_ERRNO\",\"errnoRet\":4094 | 254",
                // Nobody traces.
                "\"SCMP_ACT_TRACE\" | 38",
                "\"SCMP_ACT_TRACE\",\"errnoRet\":7 | 38",
                "\"SCMP_ACT_KILL\" | 159",
                "\"SCMP_ACT_KILL_THREAD\" | 159",
                "\"SCMP_ACT_KILL_PROCESS\" | 159",
                "\"SCMP_ACT_TRAP\" | 159",
                // EFAULT: the call was made.
                "\"SCMP_ACT_LOG\" | 14",
                "\"SCMP_ACT_ALLOW\" | 14"
            })
    void callHasTheActionOfItsRule(String action, int exitCode, Lab lab) {
        SystemCallProgram.in(refusing(lab, action), SystemCallProgram.MKDIR).run().exited(exitCode);
    }

    @ParameterizedTest
    @CsvSource({"SCMP_ACT_ERRNO, 1", "SCMP_ACT_KILL_PROCESS, 159", "SCMP_ACT_LOG, 14"})
    void callWithoutARuleHasTheDefaultAction(String action, int exitCode, Lab lab) {
        // The profile allows what runtimes do after they have loaded it.
        String profile =
                resource("seccomp-docker.json")
                        .replace("\"mkdir\",", "")
                        .replace(
                                "\"defaultAction\": \"SCMP_ACT_ERRNO\"",
                                "\"defaultAction\": \"%s\"".formatted(action));
        SystemCallProgram.in(profile(lab, profile), SystemCallProgram.MKDIR).run().exited(exitCode);
    }

    @Test
    void defaultErrorNumberIsTheGivenOne(Lab lab) {
        String profile =
                resource("seccomp-docker.json")
                        .replace("\"mkdir\",", "")
                        .replace(
                                "{\n  \"defaultAction\"",
                                "{\"defaultErrnoRet\":18,\n  \"defaultAction\"");
        SystemCallProgram.in(profile(lab, profile), SystemCallProgram.MKDIR).run().exited(EXDEV);
    }

    /** kill(2): argument 1 is the signal; USR1 is 10, USR2 is 12. */
    @ParameterizedTest
    @CsvSource({
        "EQ, 10, 0, refused, sent",
        "NE, 10, 0, sent, refused",
        "LT, 12, 0, refused, sent",
        "LE, 10, 0, refused, sent",
        "GT, 10, 0, sent, refused",
        "GE, 12, 0, sent, refused",
        "MASKED_EQ, 6, 2, refused, sent"
    })
    void conditionIsOnTheArgument(
            String operator, int value, int two, String usr1, String usr2, Lab lab) {
        Bundle bundle =
                profile(
                                lab,
                                """
                                {"defaultAction":"SCMP_ACT_ALLOW","syscalls":[
                                  {"names":["kill"],"action":"SCMP_ACT_ERRNO","args":[
                                    {"index":1,"op":"SCMP_CMP_%s","value":%d,"valueTwo":%d}]}]}
                                """
                                        .formatted(operator, value, two))
                        .shell(signals());
        assertThat(bundle.run().ok().out()).isEqualTo(usr1 + "\n" + usr2 + "\n");
    }

    @Test
    void allConditionsMustHold(Lab lab) {
        Bundle bundle =
                profile(
                                lab,
                                """
                                {"defaultAction":"SCMP_ACT_ALLOW","syscalls":[
                                  {"names":["kill"],"action":"SCMP_ACT_ERRNO","args":[
                                    {"index":0,"op":"SCMP_CMP_EQ","value":1},
                                    {"index":1,"op":"SCMP_CMP_EQ","value":12}]}]}
                                """)
                        .shell(signals());
        assertThat(bundle.run().ok().out()).isEqualTo("sent\nrefused\n");
    }

    /** The shell is process 1 of its pid namespace. */
    private static String signals() {
        return "trap '' USR1 USR2; for s in USR1 USR2; do kill -$s 1 2>/dev/null && echo sent || echo refused; done";
    }

    @Test
    void unknownCallsAreLeftOut(Lab lab) {
        Bundle bundle =
                profile(
                        lab,
                        """
                        {"defaultAction":"SCMP_ACT_ALLOW","syscalls":[
                          {"names":["no_such_call","mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO"}]}
                        """);
        SystemCallProgram.in(bundle, SystemCallProgram.MKDIR).run().exited(EPERM);
    }

    @Test
    void ruleThatIsTheDefaultIsNoError(Lab lab) {
        SystemCallProgram.in(refusing(lab, "\"SCMP_ACT_ALLOW\""), SystemCallProgram.GETPID)
                .run()
                .ok();
    }

    @Test
    void callThatIsNewerThanTheProfileDoesNotExist(Lab lab) {
        Bundle bundle = profile(lab, resource("seccomp-docker.json"));
        SystemCallProgram.in(bundle, SystemCallProgram.FUTURE).run().exited(ENOSYS);
    }

    @Test
    void architectureThatIsNotListedIsKilled(Lab lab) {
        Bundle bundle = refusing(lab, "\"SCMP_ACT_ERRNO\"");
        SystemCallProgram.in32(bundle, SystemCallProgram.X86_GETPID).run().exited(BAD_SYSTEM_CALL);
    }

    @Test
    void architectureThatIsListedIsFiltered(Lab lab) {
        Bundle bundle =
                profile(
                        lab,
                        """
                        {"defaultAction":"SCMP_ACT_ALLOW",
                         "architectures":["SCMP_ARCH_X86_64","SCMP_ARCH_X86","SCMP_ARCH_X32"],
                         "syscalls":[{"names":["getpid"],"action":"SCMP_ACT_ERRNO","errnoRet":18}]}
                        """);
        SystemCallProgram.in32(bundle, SystemCallProgram.X86_GETPID).run().exited(EXDEV);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[\"SECCOMP_FILTER_FLAG_LOG\"]",
                "[\"SECCOMP_FILTER_FLAG_SPEC_ALLOW\"]",
                "[\"SECCOMP_FILTER_FLAG_TSYNC\"]",
                "[\"SECCOMP_FILTER_FLAG_LOG\",\"SECCOMP_FILTER_FLAG_SPEC_ALLOW\"]"
            })
    void flagsAreAccepted(String flags, Lab lab) {
        Bundle bundle =
                refusing(lab, "\"SCMP_ACT_ERRNO\"")
                        .merge("{\"linux\":{\"seccomp\":{\"flags\":%s}}}".formatted(flags));
        assertThat(seccompOf(bundle)).contains("Seccomp:\t2\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"seccomp-docker.json", "seccomp-podman.json"})
    void defaultProfileOfAnEngineRunsAShell(String name, Lab lab) {
        Bundle bundle =
                profile(lab, resource(name))
                        .merge(
                                "{\"process\":{\"noNewPrivileges\":false},\"root\":{\"readonly\":false}}")
                        .shell(
                                """
                                grep ^Seccomp: /proc/self/status
                                mkdir /tmp/made && echo words >/tmp/made/file && cat /tmp/made/file | wc -c
                                ls / >/dev/null && (sleep 0.01 & wait) && echo waited
                                unshare -m true 2>/dev/null || mount -t tmpfs none /tmp 2>/dev/null || echo refused
                                """);
        assertThat(bundle.run().ok().out()).isEqualTo("Seccomp:\t2\n6\nwaited\nrefused\n");
    }

    @Tag("carafe")
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void profileNeedsToAllowOnlyWhatTheProcessDoes(boolean noNewPrivileges, Lab lab) {
        Bundle bundle =
                profile(
                                lab,
                                """
                                {"defaultAction":"SCMP_ACT_KILL_PROCESS","syscalls":[
                                  {"names":["execve","getpid","exit"%s],"action":"SCMP_ACT_ALLOW"}]}
                                """
                                        .formatted(noNewPrivileges ? "" : ",\"capset\""))
                        .merge("{\"process\":{\"noNewPrivileges\":%s}}".formatted(noNewPrivileges))
                        .merge("{\"hooks\":{\"startContainer\":[{\"path\":\"/bin/true\"}]}}");
        SystemCallProgram.in(bundle, SystemCallProgram.GETPID).run().ok();
    }

    @Tag("carafe")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"architectures\":[\"SCMP_ARCH_S390X\"]} | /linux/seccomp/architectures/0",
                "{\"flags\":[\"SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV\"]} | /linux/seccomp/flags/0",
                "{\"syscalls\":[{\"names\":[\"a\"],\"action\":\"SCMP_ACT_KILL\",\"errnoRet\":1}]} | /linux/seccomp/syscalls/0/errnoRet",
                "{\"syscalls\":[{\"names\":[\"a\"],\"action\":\"SCMP_ACT_KILL\",\"args\":[{\"index\":6,\"value\":0,\"op\":\"SCMP_CMP_EQ\"}]}]} | /linux/seccomp/syscalls/0/args/0/index",
                "{\"listenerPath\":\"/run/a\",\"syscalls\":[{\"names\":[\"sendmsg\"],\"action\":\"SCMP_ACT_NOTIFY\"}]} | /linux/seccomp/syscalls/0/names/0"
            })
    void errorPointsAtTheProperty(String patch, String pointer, Lab lab) {
        refusing(lab, "\"SCMP_ACT_ERRNO\"")
                .merge("{\"linux\":{\"seccomp\":%s}}".formatted(patch))
                .tryCreate()
                .refused(pointer + ":");
    }

    @Tag("carafe")
    @Test
    void planShowsTheFilter(Lab lab) {
        Bundle bundle = refusing(lab, "\"SCMP_ACT_ERRNO\"").write();
        Result plan = bundle.plan().run().ok();
        assertThat(plan.out())
                .containsPattern(
                        "I load_seccomp socket=none flags=spec_allow filter=\"\\d+ instructions, default SCMP_ACT_ALLOW\" held=none +# /linux/seccomp\n");
    }
}
