package dev.carafe.seccomp;

import static dev.carafe.seccomp.Profiles.ALLOW;
import static dev.carafe.seccomp.Profiles.ENOSYS;
import static dev.carafe.seccomp.Profiles.EPERM;
import static dev.carafe.seccomp.Profiles.ERRNO;
import static dev.carafe.seccomp.Profiles.FUTURE;
import static dev.carafe.seccomp.Profiles.MKDIR;
import static dev.carafe.seccomp.Profiles.PERSONALITY;
import static dev.carafe.seccomp.Profiles.READ;
import static dev.carafe.seccomp.Profiles.SOCKET;
import static dev.carafe.seccomp.Profiles.WRITE;
import static dev.carafe.seccomp.Profiles.conditional;
import static dev.carafe.seccomp.Profiles.machine;
import static dev.carafe.seccomp.Profiles.rule;
import static dev.carafe.seccomp.Profiles.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.spec.error.InvalidConfigException;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.seccomp.Seccomp;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterBuilderTest {
    private static final int X86_MKDIR = 39;
    private static final int X86_READ = 3;
    private static final int ARM64_READ = 63;
    private static final int ARM64_MKDIRAT = 34;
    private static final int ARM_MKDIR = 39;
    private static final int ARM_SET_TLS = 0x0f0005;
    private static final int KILL_THREAD = 0;

    @ParameterizedTest
    @CsvSource({
        "KILL, 0x0",
        "KILL_THREAD, 0x0",
        "KILL_PROCESS, 0x80000000",
        "TRAP, 0x30000",
        "ERRNO, 0x50001",
        "TRACE, 0x7ff00001",
        "NOTIFY, 0x7fc00000",
        "LOG, 0x7ffc0000"
    })
    void ruleHasItsAction(String action, long bits) throws Exception {
        FilterMachine filter = machine(Profiles.of("ALLOW", rule(action, "mkdir")));

        assertThat(filter.call(MKDIR)).isEqualTo((int) bits);
        assertThat(filter.call(READ)).isEqualTo(ALLOW);
    }

    @ParameterizedTest
    @CsvSource({
        "KILL, 0x0",
        "KILL_PROCESS, 0x80000000",
        "TRAP, 0x30000",
        "ERRNO, 0x50001",
        "TRACE, 0x7ff00001",
        "LOG, 0x7ffc0000"
    })
    void otherCallsHaveTheDefaultAction(String action, long bits) throws Exception {
        FilterMachine filter = machine(Profiles.of(action, rule("ALLOW", "write")));

        assertThat(filter.call(WRITE)).isEqualTo(ALLOW);
        assertThat(filter.call(READ)).isEqualTo((int) bits);
    }

    @Test
    void actionsCarryTheirErrorNumbers() throws Exception {
        FilterMachine filter =
                machine(
                        Profiles.read(
                                """
                                {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 12, "syscalls": [
                                  {"names": ["mkdir"], "action": "SCMP_ACT_ERRNO", "errnoRet": 4094},
                                  {"names": ["write"], "action": "SCMP_ACT_TRACE", "errnoRet": 65535},
                                  {"names": ["socket"], "action": "SCMP_ACT_ERRNO", "errnoRet": 0}]}
                                """));

        assertThat(filter.call(READ)).isEqualTo(ERRNO | 12);
        assertThat(filter.call(MKDIR)).isEqualTo(ERRNO | 4094);
        assertThat(filter.call(WRITE)).isEqualTo(0x7ff0ffff);
        assertThat(filter.call(SOCKET)).isEqualTo(ERRNO);
    }

    @ParameterizedTest
    @CsvSource({
        // operator, value, valueTwo, argument that holds, one that does not
        "EQ, 5, 0, 5, 6",
        "NE, 5, 0, 6, 5",
        "LT, 5, 0, 4, 5",
        "LE, 5, 0, 5, 6",
        "GT, 5, 0, 6, 5",
        "GE, 5, 0, 5, 4",
        "GT, 4294967296, 0, 4294967297, 4294967295",
        "LT, 18446744073709551615, 0, 18446744073709551614, 18446744073709551615",
        "EQ, 18446744073709551615, 0, 18446744073709551615, 4294967295",
        "MASKED_EQ, 2114060288, 0, 17, 268435456",
        "MASKED_EQ, 240, 16, 31, 32",
        "MASKED_EQ, 18446744069414584320, 4294967296, 4294967297, 1"
    })
    void conditionHolds(String operator, String value, String two, String good, String bad)
            throws Exception {
        FilterMachine filter =
                machine(
                        Profiles.of(
                                "ERRNO",
                                conditional("ALLOW", "socket", when(2, operator, value, two))));

        assertThat(filter.call(SOCKET, 0, 0, Long.parseUnsignedLong(good))).isEqualTo(ALLOW);
        assertThat(filter.call(SOCKET, 0, 0, Long.parseUnsignedLong(bad))).isEqualTo(EPERM);
    }

    @Test
    void allConditionsMustHold() throws Exception {
        FilterMachine filter =
                machine(
                        Profiles.of(
                                "ERRNO",
                                conditional(
                                        "ALLOW",
                                        "socket",
                                        when(0, "EQ", 2, 0),
                                        when(1, "NE", 3, 0),
                                        when(5, "GE", 7, 0))));

        assertThat(filter.call(SOCKET, 2, 1, 0, 0, 0, 7)).isEqualTo(ALLOW);
        assertThat(filter.call(SOCKET, 1, 1, 0, 0, 0, 7)).isEqualTo(EPERM);
        assertThat(filter.call(SOCKET, 2, 3, 0, 0, 0, 7)).isEqualTo(EPERM);
        assertThat(filter.call(SOCKET, 2, 1, 0, 0, 0, 6)).isEqualTo(EPERM);
    }

    /** As in runc: libseccomp has no range on one argument. */
    @Test
    void oneOfSeveralConditionsOnTheSameArgumentIsEnough() throws Exception {
        FilterMachine filter =
                machine(
                        Profiles.of(
                                "ERRNO",
                                conditional(
                                        "ALLOW",
                                        "personality",
                                        when(0, "EQ", 0, 0),
                                        when(0, "EQ", 8, 0))));

        assertThat(filter.call(PERSONALITY, 0)).isEqualTo(ALLOW);
        assertThat(filter.call(PERSONALITY, 8)).isEqualTo(ALLOW);
        assertThat(filter.call(PERSONALITY, 4)).isEqualTo(EPERM);
    }

    @Test
    void callsThatNobodyKnowsAreLeftOut() throws Exception {
        List<String> debug = new ArrayList<>();
        Seccomp profile =
                Profiles.of(
                        "ERRNO",
                        rule("ALLOW", "no_such_call", "write"),
                        rule("ALLOW", "no_such_call"));

        byte[] program = FilterBuilder.build(Profiles.library(), profile, debug::add);

        assertThat(new FilterMachine(program).call(WRITE)).isEqualTo(ALLOW);
        assertThat(debug).containsExactly("unknown seccomp syscall \"no_such_call\" ignored");
    }

    @Test
    void ruleThatIsTheDefaultIsLeftOut() throws Exception {
        FilterMachine filter =
                machine(
                        Profiles.read(
                                """
                                {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 1, "syscalls": [
                                  {"names": ["mkdir"], "action": "SCMP_ACT_ERRNO"},
                                  {"names": ["read"], "action": "SCMP_ACT_ERRNO", "errnoRet": 2}]}
                                """));

        assertThat(filter.call(MKDIR)).isEqualTo(EPERM);
        assertThat(filter.call(READ)).isEqualTo(ERRNO | 2);
    }

    @Test
    void callThatIsNamedTwiceIsNoError() throws Exception {
        FilterMachine filter =
                machine(
                        Profiles.of(
                                "ERRNO",
                                rule("ALLOW", "write", "write"),
                                rule("ALLOW", "write"),
                                conditional("ALLOW", "socket", when(0, "EQ", 1, 0)),
                                conditional("ALLOW", "socket", when(0, "EQ", 1, 0))));

        assertThat(filter.call(WRITE)).isEqualTo(ALLOW);
        assertThat(filter.call(SOCKET, 1)).isEqualTo(ALLOW);
        assertThat(filter.call(SOCKET, 2)).isEqualTo(EPERM);
    }

    @Test
    void architecturesHaveTheirOwnNumbers() throws Exception {
        FilterMachine filter =
                machine(
                        Profiles.read(
                                """
                                {"defaultAction": "SCMP_ACT_ALLOW",
                                 "architectures": ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"],
                                 "syscalls": [{"names": ["mkdir"], "action": "SCMP_ACT_ERRNO"}]}
                                """));

        assertThat(filter.call(MKDIR)).isEqualTo(EPERM);
        assertThat(filter.callOf(FilterMachine.X86, X86_MKDIR)).isEqualTo(EPERM);
        assertThat(filter.callOf(FilterMachine.X86, X86_READ)).isEqualTo(ALLOW);
    }

    /**
     * As Docker and containerd write it for arm64, where 32-bit programs have calls of their own.
     */
    @Test
    void profileOfArm64HoldsFor32BitProgramsToo() throws Exception {
        FilterMachine filter =
                machine(
                        Profiles.read(
                                """
                                {"defaultAction": "SCMP_ACT_ERRNO",
                                 "architectures": ["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"],
                                 "syscalls": [{"action": "SCMP_ACT_ALLOW",
                                   "names": ["read", "mkdir", "mkdirat", "set_tls"]}]}
                                """));

        assertThat(filter.callOf(FilterMachine.AARCH64, ARM64_READ)).isEqualTo(ALLOW);
        assertThat(filter.callOf(FilterMachine.AARCH64, ARM64_MKDIRAT)).isEqualTo(ALLOW);
        assertThat(filter.callOf(FilterMachine.AARCH64, ARM64_MKDIRAT - 1)).isEqualTo(EPERM);
        assertThat(filter.callOf(FilterMachine.AARCH64, Profiles.FUTURE)).isEqualTo(ENOSYS);
        assertThat(filter.callOf(FilterMachine.ARM, ARM_MKDIR)).isEqualTo(ALLOW);
        assertThat(filter.callOf(FilterMachine.ARM, ARM_MKDIR + 1)).isEqualTo(EPERM);
        assertThat(filter.callOf(FilterMachine.ARM, Profiles.FUTURE)).isEqualTo(ENOSYS);
        assertThat(filter.callOf(FilterMachine.ARM, ARM_SET_TLS)).isEqualTo(ALLOW);
        assertThat(filter.callOf(FilterMachine.ARM, ARM_SET_TLS - 1)).isEqualTo(EPERM);
        assertThat(filter.callOf(FilterMachine.ARM, ARM_SET_TLS + 1)).isEqualTo(EPERM);
    }

    @Test
    void callsOfOtherArchitecturesAreKilled() throws Exception {
        FilterMachine filter = machine(Profiles.of("ALLOW", rule("ERRNO", "mkdir")));

        assertThat(filter.callOf(FilterMachine.X86, X86_READ)).isEqualTo(KILL_THREAD);
    }

    @Test
    void defaultActionThatTheLibraryRefusesIsNamed() throws Exception {
        Seccomp profile = Profiles.of("ERRNO");
        Seccomp impossible =
                new Seccomp(
                        profile.defaultAction(),
                        4095L,
                        profile.architectures(),
                        profile.flags(),
                        null,
                        null,
                        profile.syscalls());

        assertThatThrownBy(() -> machine(impossible))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("/linux/seccomp/defaultAction: libseccomp 2.");
    }

    @Test
    void architecturesThatCannotBeHadAreNamed() throws Exception {
        Seccomp profile =
                Profiles.read(
                        """
                        {"defaultAction": "SCMP_ACT_ALLOW",
                         "architectures": ["SCMP_ARCH_X86", "SCMP_ARCH_S390X", "SCMP_ARCH_SHEB"],
                         "syscalls": [{"names": ["mkdir"], "action": "SCMP_ACT_ERRNO"}]}
                        """);

        assertThatThrownBy(() -> machine(profile))
                .isInstanceOfSatisfying(
                        InvalidConfigException.class,
                        e ->
                                assertThat(e.problems())
                                        .extracting(Problem::pointer)
                                        .containsExactly(
                                                "/linux/seccomp/architectures/1",
                                                "/linux/seccomp/architectures/2"));
    }

    @Test
    void filterThatIsTooLargeForTheKernelIsRefused() throws Exception {
        String[] rules =
                IntStream.range(1, 900)
                        .mapToObj(i ->
                                conditional(
                                        "ALLOW",
                                        "socket",
                                        when(0, "MASKED_EQ", i * 0x100000001L, 0)))
                        .toArray(String[]::new);

        assertThatThrownBy(() -> machine(Profiles.of("ERRNO", rules)))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("but the kernel takes 4096");
    }

    @Test
    void manyCallsAreFoundInTheTreeToo() throws Exception {
        String[] names =
                Stream.concat(
                                Stream.of("read", "write", "socket", "mkdir"),
                                IntStream.range(0, 100).mapToObj(i -> "getpid"))
                        .toArray(String[]::new);
        FilterMachine filter = machine(Profiles.of("ERRNO", rule("ALLOW", names)));

        assertThat(filter.call(WRITE)).isEqualTo(ALLOW);
        assertThat(filter.call(MKDIR)).isEqualTo(ALLOW);
        assertThat(filter.call(PERSONALITY)).isEqualTo(Profiles.ENOSYS);
        assertThat(filter.call(2)).isEqualTo(EPERM);
        assertThat(filter.call(FUTURE)).isEqualTo(Profiles.ENOSYS);
    }
}
