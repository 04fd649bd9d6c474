package dev.carafe.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How an engine is doing.
 *
 * @param pid the engine's process
 * @param build its build id
 * @param socket where it listens; empty for an engine that serves one session only
 * @param uptime how long it has been running
 * @param residentSetBytes physical memory of the process
 * @param heapBytes used part of the Java heap
 * @param sessionsServed how many sessions have ended
 * @param sessionsActive how many sessions there are now, this one included
 */
public record EngineStatus(
        long pid,
        String build,
        Optional<Path> socket,
        Duration uptime,
        long residentSetBytes,
        long heapBytes,
        long sessionsServed,
        int sessionsActive) {}
