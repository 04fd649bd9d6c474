package dev.carafe.lifecycle;

/**
 * How a hook ended.
 *
 * @param kind {@code EXIT} with number 0 is success
 * @param number as the kind says
 * @param output what the hook wrote to its standard output and error, at most 64 KiB
 */
public record HookOutcome(LaunchFailure.Kind kind, int number, String output) {}
