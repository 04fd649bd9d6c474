package dev.carafe.spec;

/**
 * A range of ids of a user namespace; config-linux.md, "User namespace mappings".
 *
 * @param containerId first id inside, 0 to 2^32 - 1
 * @param hostId first id outside, 0 to 2^32 - 1
 * @param size number of ids, 0 to 2^32 - 1
 */
public record IdMapping(long containerId, long hostId, long size) {}
