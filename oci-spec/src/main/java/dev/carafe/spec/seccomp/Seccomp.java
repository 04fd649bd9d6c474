package dev.carafe.spec.seccomp;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * System call filter; config-linux.md, "Seccomp". All names are those of libseccomp.
 *
 * @param defaultAction {@code SCMP_ACT_*}
 * @param defaultErrnoRet errno for the default action; EPERM when absent
 * @param architectures {@code SCMP_ARCH_*}
 * @param flags {@code SECCOMP_FILTER_FLAG_*}; null when absent, which is not the same as none
 * @param listenerPath socket that gets the notify descriptor
 * @param listenerMetadata opaque data for that socket
 * @param syscalls rules, in order
 */
public record Seccomp(
        String defaultAction,
        @Nullable Long defaultErrnoRet,
        List<String> architectures,
        @Nullable List<String> flags,
        @Nullable String listenerPath,
        @Nullable String listenerMetadata,
        List<SeccompRule> syscalls) {
    public Seccomp {
        requireNonNull(defaultAction, "defaultAction is null");
        architectures = List.copyOf(architectures);
        flags = flags == null ? null : List.copyOf(flags);
        syscalls = List.copyOf(syscalls);
    }
}
