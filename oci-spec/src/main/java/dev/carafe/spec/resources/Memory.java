package dev.carafe.spec.resources;

import org.jspecify.annotations.Nullable;

/**
 * Memory limits; config-linux.md, "Memory". In all byte counts -1 is "no limit".
 *
 * @param limitBytes limit of memory use
 * @param reservationBytes soft limit
 * @param swapBytes limit of memory and swap together
 * @param kernelBytes deprecated, and ignored as in runc
 * @param kernelTcpBytes deprecated limit of TCP buffers
 * @param swappiness 0 to 100
 * @param disableOomKiller whether the OOM killer is off; v1 only
 * @param useHierarchy hierarchical accounting; v1 only
 * @param checkBeforeUpdate whether an update below current use is refused
 */
public record Memory(
        @Nullable Long limitBytes,
        @Nullable Long reservationBytes,
        @Nullable Long swapBytes,
        @Nullable Long kernelBytes,
        @Nullable Long kernelTcpBytes,
        @Nullable Long swappiness,
        @Nullable Boolean disableOomKiller,
        @Nullable Boolean useHierarchy,
        @Nullable Boolean checkBeforeUpdate) {}
