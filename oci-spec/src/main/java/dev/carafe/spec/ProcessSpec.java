package dev.carafe.spec;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The process to run in a container; config.md, "Process".
 *
 * @param terminal whether a pseudoterminal is made for the process
 * @param consoleSize size of the terminal; without meaning unless {@code terminal}
 * @param user whom the process runs as
 * @param args the command and its arguments
 * @param env {@code NAME=value} strings
 * @param cwd absolute working directory inside the container
 * @param capabilities capability sets; absent means none at all, as in runc
 * @param rlimits POSIX resource limits; a type occurs once
 * @param noNewPrivileges whether to set no_new_privs
 * @param apparmorProfile name of the AppArmor profile
 * @param oomScoreAdj value for {@code oom_score_adj}, -1000 to 1000; left alone when absent
 * @param scheduler scheduling attributes
 * @param selinuxLabel SELinux label of the process
 * @param ioPriority I/O priority of the process group
 * @param execCpuAffinity CPUs for exec; not applied to the init process
 */
public record ProcessSpec(
        boolean terminal,
        @Nullable ConsoleSize consoleSize,
        User user,
        List<String> args,
        List<String> env,
        String cwd,
        @Nullable Capabilities capabilities,
        List<Rlimit> rlimits,
        boolean noNewPrivileges,
        @Nullable String apparmorProfile,
        @Nullable Integer oomScoreAdj,
        @Nullable Scheduler scheduler,
        @Nullable String selinuxLabel,
        @Nullable IoPriority ioPriority,
        @Nullable CpuAffinity execCpuAffinity) {
    public ProcessSpec {
        requireNonNull(user, "user is null");
        args = List.copyOf(args);
        env = List.copyOf(env);
        requireNonNull(cwd, "cwd is null");
        rlimits = List.copyOf(rlimits);
    }
}
