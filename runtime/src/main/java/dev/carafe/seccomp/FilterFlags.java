package dev.carafe.seccomp;

import dev.carafe.linux.SeccompFlags;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.seccomp.Seccomp;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/** The flags that a profile's filter is loaded with. */
final class FilterFlags {
    private static final String POINTER = "/linux/seccomp/flags/";

    private FilterFlags() {}

    /**
     * The flags' bits.
     *
     * @param notifies whether there will be a listener
     * @param known whether the kernel takes these flags together
     * @param problems gets flags that cannot be had
     */
    static int of(
            Seccomp profile, boolean notifies, IntPredicate known, Consumer<Problem> problems) {
        int flags = notifies ? SeccompFlags.NEW_LISTENER : 0;
        List<String> names = profile.flags();
        if (names == null) {
            // As runc: who says nothing does not want to pay for a mitigation.
            return flags | SeccompFlags.SPEC_ALLOW;
        }
        for (int i = 0; i < names.size(); i++) {
            int flag = bit(names.get(i));
            if (flag == SeccompFlags.WAIT_KILLABLE_RECV && !notifies) {
                problems.accept(
                        new Problem(
                                POINTER + i,
                                "is about calls that wait for a supervisor, but no action is"
                                        + " SCMP_ACT_NOTIFY"));
            } else if (flag == SeccompFlags.WAIT_KILLABLE_RECV && !known.test(flags | flag)) {
                problems.accept(
                        new Problem(POINTER + i, "is not known to this kernel; Linux 5.19 has it"));
            } else if (flag != SeccompFlags.TSYNC || !notifies) {
                // The kernel refuses TSYNC beside a listener, and init has a single thread anyway.
                flags |= flag;
            }
        }
        return flags;
    }

    /** Whether the kernel has a flag; those that it must have are older than Linux 5.14. */
    static boolean isSupported(String name, IntPredicate known) {
        int flag = bit(name);
        return flag != SeccompFlags.WAIT_KILLABLE_RECV
                || known.test(flag | SeccompFlags.NEW_LISTENER);
    }

    /** The schema knows no other names. */
    private static int bit(String name) {
        return switch (name) {
            case "SECCOMP_FILTER_FLAG_TSYNC" -> SeccompFlags.TSYNC;
            case "SECCOMP_FILTER_FLAG_LOG" -> SeccompFlags.LOG;
            case "SECCOMP_FILTER_FLAG_SPEC_ALLOW" -> SeccompFlags.SPEC_ALLOW;
            case "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV" -> SeccompFlags.WAIT_KILLABLE_RECV;
            default -> throw new IllegalArgumentException(name);
        };
    }
}
