package dev.carafe.plan;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;

/**
 * What {@code linux.seccomp} was compiled to; compiling it takes a library and a kernel, so that is
 * not done here.
 *
 * @param program {@code struct sock_filter}s, one every 8 bytes; read-only
 * @param flags {@code SECCOMP_FILTER_FLAG_*} of seccomp(2)
 * @param notifies whether loading it gives a listener
 * @param defaultAction what happens to a call without a rule, for people
 */
public record SystemCallFilter(
        ByteBuffer program, int flags, boolean notifies, String defaultAction) {
    private static final int INSTRUCTION_BYTES = 8;

    public SystemCallFilter {
        requireNonNull(defaultAction, "defaultAction is null");
        program = program.asReadOnlyBuffer();
    }

    /** What people see in place of the program. */
    String summary() {
        return "%d instructions, default %s"
                .formatted(program.remaining() / INSTRUCTION_BYTES, defaultAction);
    }
}
