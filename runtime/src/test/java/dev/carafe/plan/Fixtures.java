package dev.carafe.plan;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.CgroupMode;
import dev.carafe.linux.CgroupMounts;
import dev.carafe.linux.HostFacts;
import dev.carafe.linux.SecurityModules;
import dev.carafe.spec.Config;
import dev.carafe.spec.error.SpecException;
import dev.carafe.spec.read.ConfigReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Hosts, requests and bundles that tests compile for. */
final class Fixtures {
    static final long ALL_CAPABILITIES = 0x1ffffffffffL;

    private Fixtures() {}

    static Config bundle(String name) throws IOException, SpecException {
        try (InputStream in = Fixtures.class.getResourceAsStream("bundles/" + name + ".json")) {
            if (in == null) {
                throw new AssertionError("no bundle " + name);
            }
            return ConfigReader.read(in.readAllBytes());
        }
    }

    static Config config(String json) throws SpecException {
        return ConfigReader.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static final Map<String, Path> V1 =
            Map.of(
                    "memory", Path.of("/sys/fs/cgroup/memory"),
                    "cpu", Path.of("/sys/fs/cgroup/cpu,cpuacct"),
                    "cpuacct", Path.of("/sys/fs/cgroup/cpu,cpuacct"),
                    "pids", Path.of("/sys/fs/cgroup/pids"),
                    "name=systemd", Path.of("/sys/fs/cgroup/systemd"));

    private static final Map<String, String> OWN_V1 =
            Map.of(
                    "memory", "/user.slice",
                    "cpu", "/",
                    "cpuacct", "/",
                    "pids", "/user.slice",
                    "name=systemd", "/user.slice/session-1.scope");

    static CgroupMounts v1() {
        return new CgroupMounts(CgroupMode.V1, V1, Optional.empty(), OWN_V1, Optional.empty());
    }

    static CgroupMounts hybrid() {
        return new CgroupMounts(
                CgroupMode.HYBRID,
                V1,
                Optional.of(Path.of("/sys/fs/cgroup/unified")),
                OWN_V1,
                Optional.of("/"));
    }

    static CgroupMounts v2() {
        return new CgroupMounts(
                CgroupMode.V2,
                Map.of(),
                Optional.of(Path.of("/sys/fs/cgroup")),
                Map.of(),
                Optional.of("/user.slice/session-1.scope"));
    }

    static HostFacts root(CgroupMounts cgroups) {
        return new HostFacts(
                0,
                0,
                ALL_CAPABILITIES,
                40,
                false,
                cgroups,
                new SecurityModules(true, true),
                Optional.empty(),
                Optional.of(Path.of("/usr/bin/newuidmap")),
                Optional.of(Path.of("/usr/bin/newgidmap")));
    }

    static HostFacts user(CgroupMounts cgroups, boolean hasHelpers) {
        return new HostFacts(
                1000,
                1000,
                0,
                40,
                false,
                cgroups,
                SecurityModules.NONE,
                Optional.empty(),
                hasHelpers ? Optional.of(Path.of("/usr/bin/newuidmap")) : Optional.empty(),
                hasHelpers ? Optional.of(Path.of("/usr/bin/newgidmap")) : Optional.empty());
    }

    static CgroupDirectories noDirectories() {
        return new CgroupDirectories(Map.of(), Optional.empty());
    }

    static CgroupDirectories v2Directory() {
        return new CgroupDirectories(Map.of(), Optional.of(Path.of("/sys/fs/cgroup/box")));
    }

    static CgroupDirectories v1Directories() {
        return new CgroupDirectories(
                Map.of(
                        "memory", Path.of("/sys/fs/cgroup/memory/box"),
                        "cpu", Path.of("/sys/fs/cgroup/cpu,cpuacct/box"),
                        "cpuacct", Path.of("/sys/fs/cgroup/cpu,cpuacct/box"),
                        "pids", Path.of("/sys/fs/cgroup/pids/box"),
                        "name=systemd", Path.of("/sys/fs/cgroup/systemd/box")),
                Optional.empty());
    }

    static CgroupDirectories scope() {
        return new CgroupDirectories(
                Map.of(),
                Optional.of(Path.of("/sys/fs/cgroup/system.slice/carafe-box.scope")),
                Optional.of("carafe-box.scope"));
    }

    static LaunchRequest request(CgroupDirectories cgroups) {
        return request(cgroups, Foreground.NO_TERMINAL);
    }

    static LaunchRequest request(CgroupDirectories cgroups, Foreground client) {
        return new LaunchRequest(
                "box",
                Path.of("/bundle"),
                new Release.AtStart(
                        Path.of("/run/carafe/box/gate"), Path.of("/run/carafe/box/report")),
                cgroups,
                Optional.empty(),
                Optional.empty(),
                Optional.of(client),
                0,
                true,
                true,
                ServiceManager.NONE);
    }

    static LaunchRequest detached(CgroupDirectories cgroups) {
        return new LaunchRequest(
                "box",
                Path.of("/bundle"),
                new Release.AtStart(
                        Path.of("/run/carafe/box/gate"), Path.of("/run/carafe/box/report")),
                cgroups,
                Optional.of(Path.of("/tmp/console.sock")),
                Optional.of(Path.of("/tmp/pidfd.sock")),
                Optional.empty(),
                2,
                false,
                false,
                ServiceManager.NONE);
    }
}
