package dev.carafe.seccomp;

import java.nio.ByteBuffer;

/**
 * A filter as seccomp(2) takes it.
 *
 * @param program {@code struct sock_filter}s, one every 8 bytes; read-only
 * @param flags {@link dev.carafe.linux.SeccompFlags}
 * @param notifies whether some calls wait for an answer by a supervisor: then there is a listener,
 *     and its flag is among the flags
 */
public record CompiledFilter(ByteBuffer program, int flags, boolean notifies) {
    public CompiledFilter {
        program = program.asReadOnlyBuffer();
    }
}
