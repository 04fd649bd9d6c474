package dev.carafe.check;

import dev.carafe.linux.HostFacts;
import dev.carafe.linux.SubordinateIds;
import dev.carafe.spec.Capability;
import dev.carafe.spec.RlimitType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Whether the host has, and the caller may give, what single operations ask for. */
final class ResourceCheck {
    /** Where the numbers begin in a line of /proc/PID/limits; proc_pid_limits(5). */
    private static final int LIMITS_VALUES = 26;

    private static final int HARD = 1;
    private static final String UNLIMITED = "unlimited";

    /** SCHED_FIFO, SCHED_RR, SCHED_DEADLINE; sched(7). */
    private static final Set<Integer> REAL_TIME = Set.of(1, 2, 6);

    private final HostFiles host;
    private final HostFacts facts;
    private final Consumer<Finding> findings;

    ResourceCheck(HostFiles host, HostFacts facts, Consumer<Finding> findings) {
        this.host = host;
        this.facts = facts;
        this.findings = findings;
    }

    private boolean can(Capability capability) {
        return (facts.effectiveCapabilities() >> capability.number() & 1) != 0
                && !facts.inUserNamespace();
    }

    /** A resource limit; -1 is none. */
    void limit(int resource, long hard, String pointer) {
        if (can(Capability.CAP_SYS_RESOURCE)) {
            return;
        }
        List<String> lines = host.procLines(host.caller() + "/limits");
        if (lines.size() <= resource + 1) {
            return;
        }
        String line = lines.get(resource + 1);
        String own = line.substring(LIMITS_VALUES).strip().split("\\s+", -1)[HARD];
        if (!own.equals(UNLIMITED) && Long.compareUnsigned(hard, Long.parseUnsignedLong(own)) > 0) {
            String name =
                    Arrays.stream(RlimitType.values())
                            .filter(type -> type.number() == resource)
                            .findFirst()
                            .map(RlimitType::name)
                            .orElse("limit " + resource);
            findings.accept(
                    Finding.error(
                            pointer,
                            "%s: the hard limit here is %s".formatted(name, own),
                            "raising a hard limit needs CAP_SYS_RESOURCE"));
        }
    }

    /** {@code oom_score_adj} and the like, of init's /proc directory. */
    void procFile(String file, String text, String pointer) {
        if (!file.equals("oom_score_adj") || can(Capability.CAP_SYS_RESOURCE)) {
            return;
        }
        long wanted = Long.parseLong(text.strip());
        host.procNumber(host.caller() + "/oom_score_adj")
                .filter(own -> wanted < own)
                .ifPresent(own ->
                        findings.accept(
                                Finding.warning(
                                        pointer,
                                        "%d is lower than the caller's own %d"
                                                .formatted(wanted, own),
                                        "lowering oom_score_adj needs CAP_SYS_RESOURCE")));
    }

    /** A helper with triples of inner id, outer id and count. */
    void idMaps(List<String> argv, String pointer) {
        boolean isUid = Path.of(argv.getFirst()).endsWith("newuidmap");
        String file = isUid ? "subuid" : "subgid";
        long own = isUid ? facts.uid() : facts.gid();
        SubordinateIds granted =
                SubordinateIds.read(host.etc().resolve(file), host.etc(), facts.uid());
        for (int i = 1; i + 2 < argv.size(); i += 3) {
            long first = Long.parseLong(argv.get(i + 1));
            long count = Long.parseLong(argv.get(i + 2));
            boolean isOwn = count == 1 && first == Integer.toUnsignedLong((int) own);
            if (!isOwn && !granted.contains(first, count)) {
                findings.accept(
                        Finding.error(
                                pointer,
                                "/etc/%s does not give ids %d to %d to user %s"
                                        .formatted(
                                                file,
                                                first,
                                                first + count - 1,
                                                Integer.toUnsignedString(facts.uid())),
                                "usermod --add-sub%ss FIRST-LAST USER"
                                        .formatted(isUid ? "uid" : "gid")));
            }
        }
    }

    void netDevice(String name, String pointer) {
        boolean isThere =
                host.procLines(host.caller() + "/net/dev").stream()
                        .anyMatch(line -> line.strip().startsWith(name + ":"));
        if (!isThere) {
            findings.accept(
                    Finding.error(
                            pointer,
                            "move_net_device: %s: no such device (ENODEV)".formatted(name),
                            "it must be in the caller's network namespace"));
        }
    }

    void memoryNodes(List<Integer> nodes, String pointer) {
        Path all = host.sys().resolve("devices/system/node");
        for (int node : nodes) {
            if (!Files.exists(all.resolve("node" + node))) {
                findings.accept(
                        Finding.error(pointer, "this host has no memory node %d".formatted(node)));
            }
        }
    }

    void scheduler(int policy, int nice, String pointer) {
        if ((REAL_TIME.contains(policy) || nice < 0) && !can(Capability.CAP_SYS_NICE)) {
            findings.accept(
                    Finding.error(
                            pointer, "real-time policies and a negative nice need CAP_SYS_NICE"));
        }
    }

    /** {@code apparmor/exec}, which holds {@code exec NAME}; the list is root's to read. */
    void profile(String file, String value, String pointer) {
        if (!file.equals("apparmor/exec")) {
            return;
        }
        String name = value.startsWith("exec ") ? value.substring("exec ".length()) : value;
        List<String> loaded =
                HostFiles.lines(host.sys().resolve("kernel/security/apparmor/profiles"));
        if (!loaded.isEmpty()
                && !name.equals("unconfined")
                && loaded.stream().noneMatch(line -> line.startsWith(name + " ("))) {
            findings.accept(
                    Finding.error(
                            pointer,
                            "AppArmor profile \"%s\" is not loaded".formatted(name),
                            "apparmor_parser -r FILE"));
        }
    }

    void fileSystem(String type, String pointer) {
        List<String> known = host.procLines("filesystems");
        boolean isKnown =
                known.stream()
                        .anyMatch(line -> line.substring(line.indexOf('\t') + 1).equals(type));
        if (!known.isEmpty() && !isKnown) {
            findings.accept(
                    Finding.warning(
                            pointer,
                            "this kernel does not list the file system %s".formatted(type),
                            "the mount fails with ENODEV unless a module brings it: modprobe "
                                    + type));
        }
    }
}
