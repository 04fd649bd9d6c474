package dev.carafe.seccomp;

import static java.util.Objects.requireNonNull;

import dev.carafe.linux.LibSeccomp;
import dev.carafe.spec.error.SpecException;
import dev.carafe.spec.read.ConfigReader;
import dev.carafe.spec.seccomp.Seccomp;
import java.nio.charset.StandardCharsets;

/** Profiles that tests compile, and what becomes of them. */
final class Profiles {
    static final int ALLOW = 0x7fff0000;
    static final int ERRNO = 0x00050000;
    static final int EPERM = ERRNO | 1;
    static final int ENOSYS = ERRNO | 38;

    /** Numbers of arch/x86/entry/syscalls/syscall_64.tbl. */
    static final int READ = 0;

    static final int WRITE = 1;
    static final int SOCKET = 41;
    static final int PERSONALITY = 135;
    static final int MKDIR = 83;
    static final int CLONE = 56;

    /** A number that no kernel has. */
    static final int FUTURE = 900;

    private static final LibSeccomp LIBRARY = LibSeccomp.load(LibSeccomp.NAME);

    private Profiles() {}

    static Seccomp read(String json) throws SpecException {
        String config =
                """
                {"ociVersion": "1.3.0", "root": {"path": "r"}, "linux": {"seccomp": %s}}
                """
                        .formatted(json);
        return requireNonNull(
                ConfigReader.read(config.getBytes(StandardCharsets.UTF_8)).linux().seccomp());
    }

    /** A profile with a default action and some rules. */
    static Seccomp of(String defaultAction, String... rules) throws SpecException {
        return read(
                """
                {"defaultAction": "SCMP_ACT_%s", "syscalls": [%s]}
                """
                        .formatted(defaultAction, String.join(",", rules)));
    }

    /** A rule without conditions. */
    static String rule(String action, String... names) {
        return """
        {"action": "SCMP_ACT_%s", "names": ["%s"]}
        """
                .formatted(action, String.join("\", \"", names));
    }

    /** A rule for a call with conditions, as {@link #when} makes them. */
    static String conditional(String action, String name, String... conditions) {
        return """
        {"action": "SCMP_ACT_%s", "names": ["%s"], "args": [%s]}
        """
                .formatted(action, name, String.join(",", conditions));
    }

    /** A condition on an argument; values may be numbers or their decimal digits. */
    static String when(int index, String operator, Object value, Object valueTwo) {
        return """
        {"index": %s, "op": "SCMP_CMP_%s", "value": %s, "valueTwo": %s}
        """
                .formatted(index, operator, value, valueTwo);
    }

    static FilterMachine machine(Seccomp profile) throws SpecException {
        return new FilterMachine(FilterBuilder.build(LIBRARY, profile, name -> {}));
    }

    static LibSeccomp library() {
        return LIBRARY;
    }
}
