package dev.carafe.lifecycle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * When an operation of an init program began and ended, by CLOCK_MONOTONIC of the process that ran
 * it, which is another clock in a time namespace.
 *
 * @param beginNanos 0 when it has not begun
 * @param endNanos 0 when it has not ended
 */
public record OperationTime(long beginNanos, long endNanos) {
    /** What the client sends; docs/protocol.md, "Encoding". */
    public static List<OperationTime> decode(ByteBuffer bytes) {
        ByteBuffer in = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        List<OperationTime> times = new ArrayList<>();
        while (in.remaining() >= 2 * Long.BYTES) {
            times.add(new OperationTime(in.getLong(), in.getLong()));
        }
        return times;
    }

    /** The same by the clock of somebody whose namespace is behind that one by an offset. */
    OperationTime minus(long offsetNanos) {
        return new OperationTime(shifted(beginNanos, offsetNanos), shifted(endNanos, offsetNanos));
    }

    private static long shifted(long nanos, long offsetNanos) {
        return nanos == 0 ? 0 : nanos - offsetNanos;
    }
}
