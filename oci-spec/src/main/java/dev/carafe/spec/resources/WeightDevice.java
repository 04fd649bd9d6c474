package dev.carafe.spec.resources;

import org.jspecify.annotations.Nullable;

/**
 * Block I/O weight of one device.
 *
 * @param major device number
 * @param minor device number
 * @param weight 10 to 1000
 * @param leafWeight weight against child cgroups; CFQ only
 */
public record WeightDevice(
        long major, long minor, @Nullable Integer weight, @Nullable Integer leafWeight) {}
