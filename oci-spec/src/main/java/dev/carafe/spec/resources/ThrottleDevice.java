package dev.carafe.spec.resources;

/**
 * Block I/O rate limit of one device.
 *
 * @param major device number
 * @param minor device number
 * @param rate bytes or operations per second, unsigned
 */
public record ThrottleDevice(long major, long minor, long rate) {}
