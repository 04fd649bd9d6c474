package dev.carafe.check;

import dev.carafe.linux.HostFacts;
import dev.carafe.linux.KernelCalls;
import dev.carafe.linux.SecurityModules;
import dev.carafe.spec.NamespaceType;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Looks at the host: what containers could have here, and what to do where that is less than all.
 *
 * @param host where it looks
 * @param facts what the compiler knows of the host
 * @param env the caller's environment
 */
public record Doctor(HostFiles host, HostFacts facts, Map<String, String> env) {
    private static final String CHECKPOINT = "checkpoint and restore";

    public Doctor {
        env = Map.copyOf(env);
    }

    /** All that is found by looking alone. */
    public List<Examined> examine() {
        List<Examined> all = new ArrayList<>();
        all.add(kernel(KernelCalls.missing()));
        all.add(privileges());
        all.add(namespaces());
        all.add(userNamespaces());
        all.addAll(new CgroupDoctor(host, facts).examine());
        all.add(seccompKernel());
        all.add(securityModules());
        all.add(memoryFiles());
        all.add(resctrl());
        all.addAll(new RootlessDoctor(host, facts, env).examine());
        return all;
    }

    /**
     * The system calls, asked for one by one.
     *
     * @param missing those that are not there
     */
    Examined kernel(List<KernelCalls> missing) {
        String release = first("sys/kernel/osrelease");
        if (missing.isEmpty()) {
            return Examined.ok("kernel", "Linux %s has all system calls".formatted(release));
        }
        String names =
                missing.stream()
                        .map(call -> call.callName() + " (" + call.since() + ")")
                        .collect(Collectors.joining(", "));
        String found = "Linux %s lacks %s".formatted(release, names);
        if (missing.stream().noneMatch(KernelCalls::isNeeded)) {
            return Examined.limited("kernel", found, "none: it is done without, more slowly");
        }
        return new Examined(
                "kernel",
                Examined.Verdict.MISSING,
                found,
                "use Linux 5.14 or later; where the version says it is, a seccomp filter around"
                        + " this process hides them");
    }

    private Examined privileges() {
        String who = "uid " + Integer.toUnsignedString(facts.uid());
        if (facts.uid() == 0 && !facts.inUserNamespace()) {
            return Examined.ok("privileges", "root");
        }
        return Examined.limited(
                "privileges",
                facts.inUserNamespace() ? who + " in a user namespace" : who,
                "rootless: containers need a user namespace; see carafe spec --rootless");
    }

    private Examined namespaces() {
        List<String> there = new ArrayList<>();
        List<String> lacking = new ArrayList<>();
        for (NamespaceType type : NamespaceType.values()) {
            if (type == NamespaceType.USER) {
                continue;
            }
            boolean isThere = Files.exists(host.proc().resolve("self/ns/" + type.procName()));
            boolean isAllowed = maximum(type) != 0;
            (isThere && isAllowed ? there : lacking).add(type.json());
        }
        String found = String.join(" ", there);
        return lacking.isEmpty()
                ? Examined.ok("namespaces", found)
                : Examined.limited(
                        "namespaces",
                        found + "; not " + String.join(" ", lacking),
                        "see /proc/sys/user/max_*_namespaces, or use a kernel that is configured"
                                + " with them");
    }

    private long maximum(NamespaceType type) {
        return host.procNumber("sys/user/max_%s_namespaces".formatted(type.procName()))
                .orElse(Long.MAX_VALUE);
    }

    private Examined userNamespaces() {
        String subject = "user namespaces";
        if (!Files.exists(host.proc().resolve("self/ns/user"))) {
            return Examined.limited(subject, "not in this kernel", "use one with CONFIG_USER_NS");
        }
        if (maximum(NamespaceType.USER) == 0) {
            return Examined.limited(
                    subject, "none may be made", "sysctl user.max_user_namespaces=15000");
        }
        if (isOff("sys/kernel/unprivileged_userns_clone")) {
            return Examined.limited(
                    subject, "for root only", "sysctl kernel.unprivileged_userns_clone=1");
        }
        if (host.procNumber("sys/kernel/apparmor_restrict_unprivileged_userns").orElse(0L) != 0) {
            return Examined.limited(
                    subject,
                    "AppArmor takes their capabilities away from unprivileged users",
                    "give carafe an AppArmor profile with userns, or sysctl"
                            + " kernel.apparmor_restrict_unprivileged_userns=0");
        }
        return Examined.ok(subject, "at most %d".formatted(maximum(NamespaceType.USER)));
    }

    private boolean isOff(String file) {
        return host.procNumber(file).filter(value -> value == 0).isPresent();
    }

    private Examined seccompKernel() {
        String actions = first("sys/kernel/seccomp/actions_avail");
        return actions.isEmpty()
                ? Examined.limited(
                        "seccomp", "not in this kernel", "use one with CONFIG_SECCOMP_FILTER")
                : Examined.ok("seccomp", actions);
    }

    private Examined securityModules() {
        SecurityModules modules = facts.securityModules();
        List<String> active = new ArrayList<>();
        if (modules.apparmor()) {
            active.add("AppArmor");
        }
        if (modules.selinux()) {
            active.add("SELinux");
        }
        return active.isEmpty()
                ? Examined.absent(
                        "security modules",
                        "neither AppArmor nor SELinux",
                        "bundles with apparmorProfile, selinuxLabel or mountLabel are refused")
                : Examined.ok("security modules", String.join(", ", active));
    }

    /** The copy of the binary that goes into containers is one. */
    private Examined memoryFiles() {
        long mode = host.procNumber("sys/vm/memfd_noexec").orElse(0L);
        return mode < 2
                ? Examined.ok("sealed copy", "memory files can be executed")
                : Examined.limited(
                        "sealed copy",
                        "vm.memfd_noexec is %d; a read-only mount is used instead".formatted(mode),
                        "that needs CAP_SYS_ADMIN: without it, sysctl vm.memfd_noexec=1");
    }

    private Examined resctrl() {
        boolean known =
                host.procLines("filesystems").stream().anyMatch(line -> line.endsWith("resctrl"));
        if (facts.resctrl().isPresent()) {
            return Examined.ok("Intel RDT", "resctrl on " + facts.resctrl().get());
        }
        return Examined.absent(
                "Intel RDT",
                known ? "resctrl is not mounted" : "this kernel or processor has none",
                known ? "mount -t resctrl resctrl /sys/fs/resctrl" : "");
    }

    /**
     * What checkpoint and restore need.
     *
     * @param criu where it is; empty for nowhere
     * @param version what {@code criu --version} says
     * @param check what {@code criu check} complains of; empty when it is content or was not asked
     */
    public static Examined checkpoint(String criu, String version, String check) {
        if (criu.isEmpty()) {
            return Examined.absent(CHECKPOINT, "no criu in PATH", "install CRIU");
        }
        String found = criu + (version.isEmpty() ? "" : " " + version);
        return check.isEmpty()
                ? Examined.ok(CHECKPOINT, found)
                : Examined.limited(
                        CHECKPOINT,
                        found + " cannot work here: " + check,
                        "a newer CRIU, or a kernel that it knows");
    }

    private String first(String file) {
        List<String> lines = host.procLines(file);
        return lines.isEmpty() ? "" : lines.getFirst().strip();
    }
}
