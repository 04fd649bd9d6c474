package dev.carafe.seccomp;

import static dev.carafe.seccomp.Profiles.ALLOW;
import static dev.carafe.seccomp.Profiles.ENOSYS;
import static dev.carafe.seccomp.Profiles.EPERM;
import static dev.carafe.seccomp.Profiles.FUTURE;
import static dev.carafe.seccomp.Profiles.MKDIR;
import static dev.carafe.seccomp.Profiles.PERSONALITY;
import static dev.carafe.seccomp.Profiles.READ;
import static dev.carafe.seccomp.Profiles.machine;
import static dev.carafe.seccomp.Profiles.rule;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnosysStubTest {
    private static final int X32 = 0x4000003e;
    private static final int X32_BIT = 0x40000000;
    private static final int S390X = 0x80000016;
    private static final int TRAP = 0x30000;

    /** A filter that traps everything. */
    private static final byte[] TRAPS = new Instructions().end(TRAP).bytes();

    @Test
    void callsAboveTheProfileDoNotExist() throws Exception {
        FilterMachine filter =
                machine(Profiles.of("ERRNO", rule("ALLOW", "personality"), rule("KILL", "read")));

        assertThat(filter.call(PERSONALITY)).isEqualTo(ALLOW);
        assertThat(filter.call(MKDIR)).isEqualTo(EPERM);
        assertThat(filter.call(PERSONALITY + 1)).isEqualTo(ENOSYS);
        assertThat(filter.call(FUTURE)).isEqualTo(ENOSYS);
        assertThat(filter.call(READ)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ERRNO", "KILL", "KILL_THREAD", "KILL_PROCESS", "TRAP"})
    void profilesThatRefuseByDefaultHaveIt(String action) throws Exception {
        assertThat(machine(Profiles.of(action, rule("ALLOW", "read"))).call(FUTURE))
                .isEqualTo(ENOSYS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ALLOW", "LOG", "TRACE"})
    void profilesThatLetThroughByDefaultDoNot(String action) throws Exception {
        assertThat(machine(Profiles.of(action, rule("KILL", "read"))).call(FUTURE))
                .isNotEqualTo(ENOSYS);
    }

    @Test
    void defaultThatIsEnosysNeedsNone() throws Exception {
        byte[] program =
                FilterBuilder.build(
                        Profiles.library(),
                        Profiles.read(
                                """
                                {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 38,
                                 "syscalls": [{"names": ["read"], "action": "SCMP_ACT_ALLOW"}]}
                                """),
                        name -> {});

        assertThat(new FilterMachine(program).call(FUTURE)).isEqualTo(ENOSYS);
        assertThat(program).startsWith(new Instructions().load(4).bytes());
        assertThat(program.length / Instructions.SIZE).isLessThan(10);
    }

    @Test
    void profileWithoutCallsRefusesEverything() throws Exception {
        assertThat(machine(Profiles.of("ERRNO")).call(FUTURE)).isEqualTo(EPERM);
    }

    @Test
    void everyArchitectureHasItsOwnNewestCall() {
        FilterMachine filter =
                stub(
                        new EnosysStub.Newest(FilterMachine.X86_64, 300),
                        new EnosysStub.Newest(FilterMachine.X86, 400),
                        new EnosysStub.Newest(FilterMachine.AARCH64, 200));

        assertThat(filter.callOf(FilterMachine.X86_64, 300)).isEqualTo(TRAP);
        assertThat(filter.callOf(FilterMachine.X86_64, 301)).isEqualTo(ENOSYS);
        assertThat(filter.callOf(FilterMachine.X86, 400)).isEqualTo(TRAP);
        assertThat(filter.callOf(FilterMachine.X86, 401)).isEqualTo(ENOSYS);
        assertThat(filter.callOf(FilterMachine.AARCH64, 200)).isEqualTo(TRAP);
        assertThat(filter.callOf(FilterMachine.AARCH64, 201)).isEqualTo(ENOSYS);
        assertThat(filter.callOf(S390X, 1000)).isEqualTo(TRAP);
    }

    @Test
    void x32CountsApart() {
        FilterMachine filter =
                stub(
                        new EnosysStub.Newest(X32, X32_BIT | 500),
                        new EnosysStub.Newest(FilterMachine.X86_64, 300));

        assertThat(filter.callOf(FilterMachine.X86_64, 300)).isEqualTo(TRAP);
        assertThat(filter.callOf(FilterMachine.X86_64, 301)).isEqualTo(ENOSYS);
        assertThat(filter.callOf(FilterMachine.X86_64, X32_BIT | 500)).isEqualTo(TRAP);
        assertThat(filter.callOf(FilterMachine.X86_64, X32_BIT | 501)).isEqualTo(ENOSYS);
    }

    @Test
    void x32IsLeftToAFilterThatDoesNotMentionIt() {
        FilterMachine filter = stub(new EnosysStub.Newest(FilterMachine.X86_64, 300));

        assertThat(filter.callOf(FilterMachine.X86_64, X32_BIT | 501)).isEqualTo(TRAP);
    }

    @Test
    void multiplexedCallOfS390IsTheUnknownOne() {
        FilterMachine filter = stub(new EnosysStub.Newest(S390X, 300));

        assertThat(filter.callOf(S390X, 0)).isEqualTo(ENOSYS);
        assertThat(filter.callOf(S390X, 1)).isEqualTo(TRAP);
        assertThat(filter.callOf(S390X, 301)).isEqualTo(ENOSYS);
    }

    private static FilterMachine stub(EnosysStub.Newest... newest) {
        return new FilterMachine(EnosysStub.prependTo(TRAPS, List.of(newest)));
    }
}
