package dev.carafe.spec;

/**
 * Offset of a clock in a time namespace; time_namespaces(7).
 *
 * @param seconds whole seconds, may be negative
 * @param nanos 0 to 999,999,999
 */
public record TimeOffset(long seconds, long nanos) {}
