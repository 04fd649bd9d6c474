package dev.carafe.linux;

/**
 * Where the typed API meets the binding, which is loaded at the first call: it costs a cold JVM 90
 * ms.
 */
final class Native {
    private Native() {}

    private static final class Holder {
        static final SystemCalls CALLS = new JnrSystemCalls();
    }

    static SystemCalls calls() {
        return Holder.CALLS;
    }

    /** The result of a call as an int, or its error as an exception. */
    static int check(String call, String target, long result) {
        if (result < 0) {
            throw failure(call, target, result);
        }
        return Math.toIntExact(result);
    }

    static KernelException failure(String call, String target, long result) {
        return new KernelException(
                call,
                target,
                Errno.of(Math.toIntExact(-result))
                        .orElseThrow(() -> new IllegalStateException(call + ": errno " + -result)));
    }
}
