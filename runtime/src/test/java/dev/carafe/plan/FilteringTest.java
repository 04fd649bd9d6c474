package dev.carafe.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.linux.HostFacts;
import dev.carafe.spec.Capability;
import dev.carafe.spec.error.InvalidConfigException;
import dev.carafe.spec.error.SpecException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FilteringTest {
    private static final long SYS_ADMIN = 1L << Capability.CAP_SYS_ADMIN.number();
    private static final int NEW_LISTENER = 8;
    private static final String JOINED_USER = "{\"type\": \"user\", \"path\": \"/user\"}";

    private static String json(boolean noNewPrivileges, String more, String namespaces) {
        return """
        {"ociVersion": "1.3.0", "root": {"path": "rootfs"},
         "process": {"cwd": "/", "args": ["sh"], "user": {"uid": 5, "gid": 5},
           "noNewPrivileges": %s %s},
         "hooks": {"startContainer": [{"path": "/hook"}]},
         "linux": {"namespaces": [%s],
           "seccomp": {"defaultAction": "SCMP_ACT_ERRNO", "listenerPath": "/run/agent"}}}
        """
                .formatted(noNewPrivileges, more, namespaces);
    }

    private static Program compile(String json, boolean notifies) throws SpecException {
        return compile(json, notifies, Fixtures.root(Fixtures.v2()));
    }

    private static Program compile(String json, boolean notifies, HostFacts facts)
            throws SpecException {
        SystemCallFilter filter =
                new SystemCallFilter(
                        ByteBuffer.allocate(16),
                        notifies ? NEW_LISTENER : 0,
                        notifies,
                        "SCMP_ACT_ERRNO");
        return Compiler.compile(
                Fixtures.config(json),
                Fixtures.request(Fixtures.noDirectories()),
                facts,
                Optional.of(filter));
    }

    private static List<String> names(Program program) {
        return program.steps().stream().map(s -> s.operation().type().operationName()).toList();
    }

    private static <T extends Operation> T only(Program program, Class<T> type) {
        return program.steps().stream()
                .map(Step::operation)
                .filter(type::isInstance)
                .map(type::cast)
                .reduce((a, b) -> {
                    throw new AssertionError("more than one " + type);
                })
                .orElseThrow();
    }

    @Test
    void filterIsLoadedWithTheExecAndNotBeforeTheHooks() throws SpecException {
        Program program = compile(json(true, "", "{\"type\": \"pid\"}"), false);

        assertThat(names(program)).endsWith("gate", "run_hook", "load_seccomp", "execute");
        ProcessOperation.LoadSeccomp load = only(program, ProcessOperation.LoadSeccomp.class);
        assertThat(load.socket()).isEqualTo(Program.NO_SLOT);
        assertThat(load.held()).isZero();
        assertThat(only(program, ProcessOperation.SetCapabilities.class).permitted()).isZero();
    }

    @Test
    void withoutNoNewPrivilegesInitKeepsTheCapabilityThatItNeeds() throws SpecException {
        Program program = compile(json(false, "", "{\"type\": \"pid\"}"), false);

        ProcessOperation.SetCapabilities set =
                only(program, ProcessOperation.SetCapabilities.class);
        assertThat(set.permitted()).isEqualTo(SYS_ADMIN);
        assertThat(set.effective()).isEqualTo(SYS_ADMIN);
        assertThat(set.inheritable() | set.ambient()).isZero();
        assertThat(only(program, ProcessOperation.LimitBoundingSet.class).keep()).isZero();
        assertThat(only(program, ProcessOperation.LoadSeccomp.class).held()).isEqualTo(SYS_ADMIN);
    }

    @Test
    void capabilityThatTheProcessMayHaveIsNotTakenFromIt() throws SpecException {
        Program program =
                compile(
                        json(
                                false,
                                ", \"capabilities\": {\"permitted\": [\"CAP_SYS_ADMIN\"]}",
                                "{\"type\": \"pid\"}"),
                        false);

        assertThat(only(program, ProcessOperation.LoadSeccomp.class).held()).isZero();
    }

    @Test
    void filterWithAListenerIsLoadedBeforeTheGate() throws SpecException {
        Program program = compile(json(true, "", "{\"type\": \"pid\"}"), true);

        assertThat(names(program))
                .startsWith("open_file", "open_file", "connect_socket")
                .endsWith("find_program", "sync", "load_seccomp", "gate", "run_hook", "execute");
        assertThat(only(program, WaitOperation.Sync.class).stage()).isEqualTo(3);
        DescriptorOperation.ConnectSocket socket =
                only(program, DescriptorOperation.ConnectSocket.class);
        assertThat(socket.path()).isEqualTo("/run/agent");
        assertThat(only(program, ProcessOperation.LoadSeccomp.class).socket())
                .isEqualTo(socket.slot());
    }

    @Test
    void callerWhoCannotLoadItIsTold() throws SpecException {
        HostFacts weak = Fixtures.user(Fixtures.v2(), true);

        assertThatThrownBy(() -> compile(json(false, "", "{\"type\": \"pid\"}"), false, weak))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining(
                        "/linux/seccomp: needs CAP_SYS_ADMIN, or process.noNewPrivileges");
        assertThat(names(compile(json(true, "", JOINED_USER), false, weak)))
                .contains("load_seccomp");
        assertThat(names(compile(json(false, "", JOINED_USER), false, weak)))
                .contains("load_seccomp");
    }

    @Test
    void profileIsNeverIgnored() {
        assertThatThrownBy(() ->
                        Compiler.compile(
                                Fixtures.config(json(true, "", "")),
                                Fixtures.request(Fixtures.noDirectories()),
                                Fixtures.root(Fixtures.v2())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void planSaysWhatTheFilterIs() throws SpecException {
        Program program = compile(json(false, "", "{\"type\": \"pid\"}"), false);

        assertThat(PlanPrinter.text(program))
                .containsPattern(
                        "I load_seccomp socket=none flags=none filter=\"2 instructions, default SCMP_ACT_ERRNO\" held=CAP_SYS_ADMIN +# /linux/seccomp\n");
        assertThat(PlanPrinter.json(program).toString())
                .contains("filter=2 instructions, default SCMP_ACT_ERRNO");
    }
}
