package dev.carafe.check;

import dev.carafe.linux.CgroupMode;
import dev.carafe.linux.CgroupMounts;
import dev.carafe.linux.HostFacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Looks at the control groups: which version, which controllers, and what the caller may do. */
final class CgroupDoctor {
    /** Those that properties of {@code linux.resources} need, by their names in version 2. */
    private static final List<String> WANTED =
            List.of("cpu", "cpuset", "memory", "io", "pids", "hugetlb", "rdma");

    private final HostFiles host;
    private final HostFacts facts;
    private final CgroupMounts mounts;

    CgroupDoctor(HostFiles host, HostFacts facts) {
        this.host = host;
        this.facts = facts;
        this.mounts = facts.cgroups();
    }

    List<Examined> examine() {
        List<Examined> all = new ArrayList<>(List.of(mode(), controllers()));
        if (facts.uid() != 0 || facts.inUserNamespace()) {
            all.add(delegation());
        }
        all.add(systemd());
        return all;
    }

    private Examined mode() {
        String subject = "cgroups";
        return switch (mounts.mode()) {
            case V2 -> Examined.ok(subject, "version 2");
            case HYBRID ->
                    Examined.limited(
                            subject,
                            "hybrid: version 1, and version 2 beside it",
                            "version 2 alone has more to offer:"
                                    + " systemd.unified_cgroup_hierarchy=1");
            case V1 ->
                    mounts.v1().isEmpty()
                            ? new Examined(
                                    subject,
                                    facts.uid() == 0
                                            ? Examined.Verdict.MISSING
                                            : Examined.Verdict.LIMITED,
                                    "no hierarchy is mounted",
                                    "mount -t cgroup2 cgroup2 /sys/fs/cgroup")
                            : Examined.limited(
                                    subject,
                                    "version 1",
                                    "version 2 has more to offer:"
                                            + " systemd.unified_cgroup_hierarchy=1");
        };
    }

    private Examined controllers() {
        Set<String> there = new TreeSet<>();
        mounts.v1().keySet().forEach(name -> there.add(name.equals("blkio") ? "io" : name));
        mounts.v2().ifPresent(mount -> there.addAll(words(mount)));
        there.removeIf(name -> name.startsWith("name="));
        List<String> lacking = WANTED.stream().filter(name -> !there.contains(name)).toList();
        String found = String.join(" ", there);
        return lacking.isEmpty()
                ? Examined.ok("controllers", found)
                : Examined.limited(
                        "controllers",
                        (found.isEmpty() ? "none" : found) + "; not " + String.join(" ", lacking),
                        "bundles that set their limits are refused; see cgroup_disable= in"
                                + " /proc/cmdline, and the kernel's configuration");
    }

    private static List<String> words(Path cgroup) {
        return HostFiles.lines(cgroup.resolve("cgroup.controllers")).stream()
                .flatMap(line -> Arrays.stream(line.split(" ", -1)))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** A container's cgroup is made beside the caller's own. */
    private Examined delegation() {
        String subject = "own cgroups";
        String advice =
                "systemctl edit user@.service: [Service] Delegate=cpu cpuset io memory pids; and"
                        + " run it from a unit of the user's, or by systemd-run --user --scope";
        if (mounts.mode() != CgroupMode.V2 || mounts.v2().isEmpty()) {
            return Examined.limited(
                    subject, "none: version 1 gives none to users", "use cgroup version 2");
        }
        Path own = Path.of(mounts.v2().get() + mounts.ownV2().orElse("/"));
        Path parent = own.getParent();
        if (parent == null || !Files.isWritable(parent)) {
            return Examined.limited(subject, "may not be made in " + parent, advice);
        }
        List<String> given = words(parent);
        List<String> lacking =
                List.of("cpu", "memory", "pids").stream()
                        .filter(name -> !given.contains(name))
                        .toList();
        String found = "in %s, with %s".formatted(parent, String.join(" ", given));
        return lacking.isEmpty()
                ? Examined.ok(subject, found)
                : Examined.limited(subject, found + "; not " + String.join(" ", lacking), advice);
    }

    private Examined systemd() {
        boolean runs =
                HostFiles.presence(host.run().resolve("systemd/system"))
                        == HostFiles.Presence.THERE;
        return runs
                ? Examined.ok("systemd", "is init: --systemd-cgroup can be used")
                : Examined.absent(
                        "systemd",
                        "is not init here",
                        "--systemd-cgroup is refused; leave it away");
    }
}
