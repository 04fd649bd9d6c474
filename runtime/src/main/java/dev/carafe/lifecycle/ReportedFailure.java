package dev.carafe.lifecycle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What init writes to the report FIFO when it cannot execute the process; docs/protocol.md,
 * "Create, start, run".
 */
final class ReportedFailure {
    private static final int HEADER = 4 * Integer.BYTES;

    /** Init's last word before the exec. */
    private static final int EXECUTING = -1;

    private ReportedFailure() {}

    /**
     * Decodes what came until the end of the stream. The mark alone is success; without it, and
     * without a failure, init has died.
     */
    static Optional<LaunchFailure> decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        boolean executing = bytes.length >= Integer.BYTES && in.getInt(0) == EXECUTING;
        if (executing) {
            in.position(Integer.BYTES);
        }
        if (!in.hasRemaining()) {
            return executing ? Optional.empty() : Optional.of(died());
        }
        if (in.remaining() < HEADER) {
            return Optional.of(broken());
        }
        int operation = in.getInt();
        int kind = in.getInt();
        int number = in.getInt();
        int length = in.getInt();
        LaunchFailure.Kind[] kinds = LaunchFailure.Kind.values();
        if (kind < 0 || kind >= kinds.length || length != in.remaining()) {
            return Optional.of(broken());
        }
        String detail = new String(bytes, in.position(), length, StandardCharsets.UTF_8);
        return Optional.of(new LaunchFailure(operation, kinds[kind], number, detail));
    }

    private static LaunchFailure died() {
        return new LaunchFailure(-1, LaunchFailure.Kind.DIED, 0, "");
    }

    private static LaunchFailure broken() {
        return new LaunchFailure(-1, LaunchFailure.Kind.PROGRAM, 0, "init's report was cut short");
    }
}
