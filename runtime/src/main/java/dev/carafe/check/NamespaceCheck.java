package dev.carafe.check;

import dev.carafe.linux.HostFacts;
import dev.carafe.spec.NamespaceType;
import java.nio.file.Files;
import java.util.function.Consumer;

/** Whether namespaces of a kind can be made: namespaces(7), user_namespaces(7). */
final class NamespaceCheck {
    private final HostFiles host;
    private final HostFacts facts;
    private final Consumer<Finding> findings;

    NamespaceCheck(HostFiles host, HostFacts facts, Consumer<Finding> findings) {
        this.host = host;
        this.facts = facts;
        this.findings = findings;
    }

    /** New ones, by their CLONE_NEW* flags. */
    void check(long flags, String pointer) {
        for (NamespaceType type : NamespaceType.values()) {
            if ((flags & Integer.toUnsignedLong(type.cloneFlag())) != 0) {
                check(type, pointer);
            }
        }
    }

    void check(NamespaceType type, String pointer) {
        if (!Files.exists(host.proc().resolve("self/ns/" + type.procName()))) {
            findings.accept(
                    Finding.error(
                            pointer, "this kernel has no %s namespaces".formatted(type.json())));
            return;
        }
        String limit = "sys/user/max_%s_namespaces".formatted(type.procName());
        if (host.procNumber(limit).filter(most -> most == 0).isPresent()) {
            findings.accept(
                    Finding.error(
                            pointer,
                            "no %s namespace may be made".formatted(type.json()),
                            "/proc/%s is 0".formatted(limit)));
        }
        if (type == NamespaceType.USER && facts.uid() != 0) {
            unprivileged(pointer);
        }
    }

    /** Debian's and Ubuntu's own switches. */
    private void unprivileged(String pointer) {
        if (host.procNumber("sys/kernel/unprivileged_userns_clone")
                .filter(on -> on == 0)
                .isPresent()) {
            findings.accept(
                    Finding.error(
                            pointer,
                            "only root may make user namespaces",
                            "/proc/sys/kernel/unprivileged_userns_clone is 0"));
        }
        if (host.procNumber("sys/kernel/apparmor_restrict_unprivileged_userns")
                .filter(on -> on != 0)
                .isPresent()) {
            findings.accept(
                    Finding.warning(
                            pointer,
                            "AppArmor takes the capabilities of user namespaces away from"
                                    + " programs without a profile that has userns",
                            "/proc/sys/kernel/apparmor_restrict_unprivileged_userns is 1"));
        }
    }
}
