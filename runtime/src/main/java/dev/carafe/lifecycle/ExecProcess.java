package dev.carafe.lifecycle;

import dev.carafe.spec.Capabilities;
import dev.carafe.spec.ProcessSpec;
import dev.carafe.spec.User;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The process that exec runs: what is asked for, over what the container's own process is. */
final class ExecProcess {
    private ExecProcess() {}

    /** The container's process, changed by flags. */
    static ProcessSpec of(ProcessSpec own, ProcessFlags flags) {
        return new ProcessSpec(
                flags.terminal(),
                own.consoleSize(),
                user(own.user(), flags),
                flags.args(),
                joined(own.env(), flags.env()),
                flags.cwd().orElse(own.cwd()),
                capabilities(own.capabilities(), flags.capabilities()),
                own.rlimits(),
                flags.noNewPrivileges().orElse(own.noNewPrivileges()),
                flags.apparmor().orElse(own.apparmorProfile()),
                own.oomScoreAdj(),
                own.scheduler(),
                flags.processLabel().orElse(own.selinuxLabel()),
                own.ioPriority(),
                own.execCpuAffinity());
    }

    /** What process.json says; what it leaves out, as the container's process has it. */
    static ProcessSpec of(ProcessSpec own, ProcessSpec file) {
        User user = file.user();
        return new ProcessSpec(
                file.terminal(),
                file.consoleSize(),
                user.umask() != null
                        ? user
                        : new User(
                                user.uid(), user.gid(), own.user().umask(), user.additionalGids()),
                file.args(),
                file.env(),
                file.cwd(),
                first(file.capabilities(), own.capabilities()),
                file.rlimits().isEmpty() ? own.rlimits() : file.rlimits(),
                file.noNewPrivileges(),
                first(file.apparmorProfile(), own.apparmorProfile()),
                first(file.oomScoreAdj(), own.oomScoreAdj()),
                first(file.scheduler(), own.scheduler()),
                first(file.selinuxLabel(), own.selinuxLabel()),
                first(file.ioPriority(), own.ioPriority()),
                first(file.execCpuAffinity(), own.execCpuAffinity()));
    }

    /** Names, in the file, of those properties of a process that stay as the container has them. */
    static Set<String> leftOut(ProcessSpec file) {
        Set<String> names = new HashSet<>();
        addIf(file.capabilities() == null, "capabilities", names);
        addIf(file.rlimits().isEmpty(), "rlimits", names);
        addIf(file.apparmorProfile() == null, "apparmorProfile", names);
        addIf(file.oomScoreAdj() == null, "oomScoreAdj", names);
        addIf(file.scheduler() == null, "scheduler", names);
        addIf(file.selinuxLabel() == null, "selinuxLabel", names);
        addIf(file.ioPriority() == null, "ioPriority", names);
        addIf(file.execCpuAffinity() == null, "execCPUAffinity", names);
        return names;
    }

    private static void addIf(boolean condition, String name, Set<String> names) {
        if (condition) {
            names.add(name);
        }
    }

    private static <T> @Nullable T first(@Nullable T asked, @Nullable T own) {
        return asked == null ? own : asked;
    }

    private static User user(User own, ProcessFlags flags) {
        return new User(
                flags.user().map(UserFlag::uid).orElse(own.uid()),
                flags.user().flatMap(UserFlag::gid).orElse(own.gid()),
                own.umask(),
                joined(own.additionalGids(), flags.additionalGids()));
    }

    /**
     * Never the inheritable set: a file's inheritable capabilities would become the process's,
     * which nobody has asked for (CVE-2022-29162). So in the ambient set, which is what is both
     * permitted and inheritable at most, only what is inheritable already can be.
     */
    private static @Nullable Capabilities capabilities(
            @Nullable Capabilities own, List<String> added) {
        if (added.isEmpty()) {
            return own;
        }
        Capabilities base =
                Objects.requireNonNullElse(
                        own,
                        new Capabilities(List.of(), List.of(), List.of(), List.of(), List.of()));
        List<String> ambient = added.stream().filter(base.inheritable()::contains).toList();
        return new Capabilities(
                joined(base.bounding(), added),
                joined(base.effective(), added),
                base.inheritable(),
                joined(base.permitted(), added),
                joined(base.ambient(), ambient));
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
