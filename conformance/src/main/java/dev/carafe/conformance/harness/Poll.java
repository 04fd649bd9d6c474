package dev.carafe.conformance.harness;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for what other processes do. */
public final class Poll {

    private static final Duration LIMIT = Settings.fromProperties().scaled(Duration.ofSeconds(10));
    private static final Duration STEP = Duration.ofMillis(5);

    private Poll() {}

    /** Waits until the condition holds; fails the test with what was awaited when it does not. */
    public static void until(String what, BooleanSupplier condition) {
        until(what, condition, () -> "");
    }

    /** Waits until the condition holds; the detail is part of the failure. */
    public static void until(String what, BooleanSupplier condition, Supplier<String> detail) {
        if (!within(LIMIT, condition)) {
            throw new AssertionError("waited " + LIMIT + " for " + what + "; " + detail.get());
        }
    }

    /** Whether the condition comes to hold within a time. */
    public static boolean within(Duration limit, BooleanSupplier condition) {
        Instant end = Instant.now().plus(limit);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                return condition.getAsBoolean();
            }
            pause(STEP);
        }
        return true;
    }

    /** Sleeps. */
    public static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }
}
