package dev.carafe.linux;

/** The binding of the C library, for those who want it loaded before the first call. */
public final class SystemCallBinding {
    private SystemCallBinding() {}

    /** Loads it, unless it is; another thread that needs it meanwhile waits. */
    public static void load() {
        SystemCalls _ = Native.calls();
    }
}
