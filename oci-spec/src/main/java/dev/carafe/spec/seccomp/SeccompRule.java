package dev.carafe.spec.seccomp;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to do for some system calls; an entry of {@code linux.seccomp.syscalls}.
 *
 * @param names at least one system call
 * @param action {@code SCMP_ACT_*}
 * @param errnoRet EPERM when absent
 * @param args conditions that must all hold
 */
public record SeccompRule(
        List<String> names, String action, @Nullable Long errnoRet, List<SeccompArgument> args) {
    public SeccompRule {
        names = List.copyOf(names);
        requireNonNull(action, "action is null");
        args = List.copyOf(args);
    }
}
