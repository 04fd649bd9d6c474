package dev.carafe.seccomp;

import static dev.carafe.seccomp.Profiles.ALLOW;
import static dev.carafe.seccomp.Profiles.CLONE;
import static dev.carafe.seccomp.Profiles.ENOSYS;
import static dev.carafe.seccomp.Profiles.EPERM;
import static dev.carafe.seccomp.Profiles.FUTURE;
import static dev.carafe.seccomp.Profiles.PERSONALITY;
import static dev.carafe.seccomp.Profiles.SOCKET;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.linux.LibSeccomp;
import dev.carafe.spec.read.ConfigReader;
import dev.carafe.spec.seccomp.Seccomp;
import dev.carafe.spec.seccomp.SeccompRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The profiles that engines send, as they were captured from them. */
class DefaultProfilesTest {
    private static final Path ENGINES =
            Path.of("../oci-spec/src/test/resources/dev/carafe/spec/engines");
    private static final int CLONE_NEWUSER = 0x10000000;
    private static final int AF_NETLINK = 16;
    private static final int NETLINK_AUDIT = 9;
    private static final int EINVAL = 0x00050016;
    private static final int SETHOSTNAME = 170;
    private static final int MOUNT = 165;
    private static final int CLONE3 = 435;

    private static Seccomp profile(String file) throws Exception {
        byte[] config = Files.readAllBytes(ENGINES.resolve(file));
        return requireNonNull(ConfigReader.read(config).linux().seccomp());
    }

    /** Calls without conditions have the action of their rule, whatever the tree looks like. */
    @ParameterizedTest
    @ValueSource(strings = {"docker.json", "podman.json", "containerd-limits-seccomp.json"})
    void everyCallHasTheActionOfItsRule(String file) throws Exception {
        Seccomp profile = profile(file);
        FilterMachine filter = Profiles.machine(profile);
        LibSeccomp library = Profiles.library();
        Map<Integer, Integer> expected = new HashMap<>();
        Set<Integer> conditional = new HashSet<>();
        for (SeccompRule rule : profile.syscalls()) {
            for (String name : rule.names()) {
                int number = library.systemCall(FilterMachine.X86_64, name);
                if (rule.args().isEmpty()) {
                    // The first rule counts: libseccomp does not change its mind.
                    expected.putIfAbsent(
                            number, Action.valueOf(rule.action()).with(rule.errnoRet()));
                } else {
                    conditional.add(number);
                }
            }
        }
        int refused = Action.valueOf(profile.defaultAction()).with(profile.defaultErrnoRet());
        int newest = expected.keySet().stream().mapToInt(i -> i).max().orElseThrow();
        for (int number = 0; number <= newest; number++) {
            if (!conditional.contains(number)) {
                assertThat(filter.call(number))
                        .as("call %d", number)
                        .isEqualTo(expected.getOrDefault(number, refused));
            }
        }
        assertThat(filter.call(newest + 1)).isEqualTo(ENOSYS);
    }

    @Test
    void dockersConditionsHold() throws Exception {
        FilterMachine filter = Profiles.machine(profile("docker.json"));

        assertThat(filter.call(PERSONALITY, 0)).isEqualTo(ALLOW);
        assertThat(filter.call(PERSONALITY, 0xffffffffL)).isEqualTo(ALLOW);
        assertThat(filter.call(PERSONALITY, 4)).isEqualTo(EPERM);
        assertThat(filter.call(CLONE, 17)).isEqualTo(ALLOW);
        assertThat(filter.call(CLONE, CLONE_NEWUSER)).isEqualTo(EPERM);
        assertThat(filter.call(CLONE3)).isEqualTo(ENOSYS);
        assertThat(filter.call(MOUNT)).isEqualTo(EPERM);
        assertThat(filter.call(FUTURE)).isEqualTo(ENOSYS);
        assertThat(filter.callOf(FilterMachine.X86, FUTURE)).isEqualTo(ENOSYS);
        assertThat(filter.call(SOCKET, 2)).isEqualTo(ALLOW);
    }

    /** Audit messages look like a kernel without them; {@code socket} has four rules for that. */
    @Test
    void podmansConditionsHold() throws Exception {
        FilterMachine filter = Profiles.machine(profile("podman.json"));

        assertThat(filter.call(SOCKET, AF_NETLINK, 3, NETLINK_AUDIT)).isEqualTo(EINVAL);
        assertThat(filter.call(SOCKET, AF_NETLINK, 3, 0)).isEqualTo(ALLOW);
        assertThat(filter.call(SOCKET, 2, 1, NETLINK_AUDIT)).isEqualTo(ALLOW);
        assertThat(filter.call(SOCKET, 2, 1, 0)).isEqualTo(ALLOW);
        assertThat(filter.call(SETHOSTNAME)).isEqualTo(EPERM);
        assertThat(filter.call(FUTURE)).isEqualTo(ENOSYS);
    }
}
