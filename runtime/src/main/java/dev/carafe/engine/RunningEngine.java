package dev.carafe.engine;

import dev.carafe.cli.EngineServices;
import dev.carafe.cli.EngineStatus;
import dev.carafe.lifecycle.ConfigCache;
import dev.carafe.linux.HostFacts;
import dev.carafe.seccomp.SystemCallFilters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What sessions have from the engine that serves them.
 *
 * @param build the build id
 * @param socket where it listens, when it is resident
 * @param activity what it has had to do
 * @param host the facts about the host as a process id's owner sees it
 * @param configs the configurations that were read
 * @param seccomp compiles system call filters
 * @param clock for time stamps
 */
record RunningEngine(
        String build,
        Optional<Path> socket,
        EngineActivity activity,
        IntFunction<HostFacts> host,
        ConfigCache configs,
        SystemCallFilters seccomp,
        Clock clock)
        implements EngineServices {
    private static final long KIBIBYTE = 1024;

    @Override
    public HostFacts hostFacts(int caller) {
        return host.apply(caller);
    }

    @Override
    public EngineStatus status() {
        Runtime jvm = Runtime.getRuntime();
        return new EngineStatus(
                ProcessHandle.current().pid(),
                build,
                socket,
                activity.uptime(),
                residentSetBytes(),
                jvm.totalMemory() - jvm.freeMemory(),
                activity.served(),
                activity.active());
    }

    @Override
    public void stop() {
        activity.stop();
    }

    /** {@code VmRSS} of proc_pid_status(5). */
    private static long residentSetBytes() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .mapToLong(kibibytes -> Long.parseLong(kibibytes) * KIBIBYTE)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
