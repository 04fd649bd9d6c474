package dev.carafe.state;

import dev.carafe.linux.CgroupDirectories;
import dev.carafe.linux.ProcessReference;
import dev.carafe.spec.Hook;
import dev.carafe.spec.IdMapping;
import dev.carafe.spec.Mount;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Records with every component set. */
final class Samples {
    static final CgroupDirectories CGROUPS =
            new CgroupDirectories(
                    Map.of("cpu", Path.of("/cg/cpu/c1"), "name=systemd", Path.of("/cg/systemd/c1")),
                    Optional.of(Path.of("/cg/unified/c1")),
                    Optional.of("carafe-c1.scope"));

    private Samples() {}

    static ProcessReference self() {
        return ProcessReference.of((int) ProcessHandle.current().pid()).orElseThrow();
    }

    static Intent intent() {
        return new Intent(
                Intent.Action.CREATE,
                self(),
                CGROUPS,
                List.of(Path.of("/cg/cpu/c1")),
                Optional.of(new ProcessReference(7, 8)));
    }

    static Intent abandonedIntent() {
        return new Intent(
                Intent.Action.CREATE,
                new ProcessReference((int) ProcessHandle.current().pid(), 1),
                CGROUPS,
                List.of(),
                Optional.empty());
    }

    static StoredContainer container(String id) {
        return new StoredContainer(
                "1.3.0",
                id,
                "/bundles/b",
                "/bundles/b/rootfs",
                new ProcessReference(42, 123_456_789_012L),
                "2026-11-21T06:00:00.123456789Z",
                1000,
                Map.of("org.example", "ü \"quoted\"", "empty", ""),
                CGROUPS,
                Map.of("pid", "/proc/42/ns/pid"),
                List.of(new Hook("/bin/a", List.of("a", "b"), List.of("X=1"), 3)),
                List.of(new Hook("/bin/b", List.of(), List.of(), null)),
                Map.of(12, "/process/args/0", 13, ""),
                "/configs/other.json",
                "ab12",
                List.of("/sys/fs/resctrl/box"),
                false,
                List.of(
                        new Mount(
                                "/added",
                                "bind",
                                "/host/dir",
                                List.of("rbind", "ro"),
                                List.of(new IdMapping(0, 1000, 1)),
                                List.of()),
                        new Mount("/bare", null, null, List.of(), List.of(), List.of())));
    }
}
