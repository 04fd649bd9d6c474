package dev.carafe.cli;

import dev.carafe.lifecycle.ConfigCache;
import dev.carafe.linux.CgroupMode;
import dev.carafe.linux.CgroupMounts;
import dev.carafe.linux.HostFacts;
import dev.carafe.linux.SecurityModules;
import dev.carafe.seccomp.SystemCallFilters;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;

/** An engine of which only what commands ask for exists. */
final class TestServices implements EngineServices {
    Optional<Path> socket = Optional.empty();
    int uid;
    boolean stopped;

    @Override
    public String build() {
        return "0.9.1+abc123";
    }

    @Override
    public HostFacts hostFacts(int caller) {
        CgroupMounts mounts =
                new CgroupMounts(
                        CgroupMode.V1, Map.of(), Optional.empty(), Map.of(), Optional.empty());
        return new HostFacts(
                uid,
                uid,
                -1L,
                40,
                false,
                mounts,
                SecurityModules.NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public ConfigCache configs() {
        return new ConfigCache();
    }

    @Override
    public SystemCallFilters seccomp() {
        return SystemCallFilters.cachedIn(Optional.empty(), () -> 0);
    }

    @Override
    public Clock clock() {
        return Clock.fixed(Instant.parse("2026-11-21T05:49:50Z"), ZoneOffset.UTC);
    }

    @Override
    public EngineStatus status() {
        return new EngineStatus(
                42, build(), socket, Duration.ofSeconds(3723), 50 << 20, 10 << 20, 7, 1);
    }

    @Override
    public void stop() {
        stopped = true;
    }
}
