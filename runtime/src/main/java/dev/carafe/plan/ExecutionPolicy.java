package dev.carafe.plan;

import dev.carafe.spec.Capability;
import dev.carafe.spec.IoPriority;
import dev.carafe.spec.MemoryPolicy;
import dev.carafe.spec.NumberList;
import dev.carafe.spec.Personality;
import dev.carafe.spec.ProcessSpec;
import dev.carafe.spec.Scheduler;
import java.util.List;
import java.util.Locale;

/**
 * {@code process.scheduler}, {@code process.ioPriority}, {@code linux.personality} and {@code
 * linux.memoryPolicy}: how the kernel runs the process. The order is runc's.
 */
final class ExecutionPolicy {
    private static final String SCHEDULER = "/process/scheduler";
    private static final String IO_PRIORITY = "/process/ioPriority";
    private static final String PERSONALITY = "/linux/personality";
    private static final String MEMORY_POLICY = "/linux/memoryPolicy";

    /** By their numbers. {@code SCHED_ISO} is reserved: Linux never had it, and says so. */
    private static final List<String> POLICIES =
            List.of(
                    "SCHED_OTHER",
                    "SCHED_FIFO",
                    "SCHED_RR",
                    "SCHED_BATCH",
                    "SCHED_ISO",
                    "SCHED_IDLE",
                    "SCHED_DEADLINE");

    /** By their numbers; 0 is for none. */
    private static final List<String> IO_CLASSES =
            List.of("IOPRIO_CLASS_NONE", "IOPRIO_CLASS_RT", "IOPRIO_CLASS_BE", "IOPRIO_CLASS_IDLE");

    /** By their numbers. */
    private static final List<String> MEMORY_MODES =
            List.of(
                    "MPOL_DEFAULT",
                    "MPOL_PREFERRED",
                    "MPOL_BIND",
                    "MPOL_INTERLEAVE",
                    "MPOL_LOCAL",
                    "MPOL_PREFERRED_MANY",
                    "MPOL_WEIGHTED_INTERLEAVE");

    private static final int PER_LINUX = 0;
    private static final int PER_LINUX32 = 8;

    private final Context context;
    private final ProgramBuilder program;

    ExecutionPolicy(Context context) {
        this.context = context;
        this.program = context.program();
    }

    void add(ProcessSpec process) {
        Scheduler scheduler = process.scheduler();
        if (scheduler != null) {
            program.add(privileged(), operation(scheduler), SCHEDULER);
        }
        IoPriority ioPriority = process.ioPriority();
        if (ioPriority != null) {
            program.add(
                    privileged(),
                    new PolicyOperation.SetIoPriority(
                            IO_CLASSES.indexOf(ioPriority.ioClass()), ioPriority.priority()),
                    IO_PRIORITY);
        }
        Personality personality = context.config().linux().personality();
        if (personality != null) {
            int persona = personality.domain().equals("LINUX32") ? PER_LINUX32 : PER_LINUX;
            program.init(new PolicyOperation.SetPersonality(persona), PERSONALITY);
        }
        MemoryPolicy memoryPolicy = context.config().linux().memoryPolicy();
        if (memoryPolicy != null) {
            program.init(operation(memoryPolicy), MEMORY_POLICY);
        }
    }

    /**
     * A caller that may raise priorities does it itself where init, in a user namespace, may not.
     */
    private Phase privileged() {
        boolean byClient =
                context.hasUserNamespace()
                        && !context.facts().inUserNamespace()
                        && context.can(Capability.CAP_SYS_NICE);
        return byClient ? Phase.LATE : Phase.INIT;
    }

    private static Operation operation(Scheduler scheduler) {
        return new PolicyOperation.SetScheduler(
                POLICIES.indexOf(scheduler.policy()),
                bits(FlagNames.SCHEDULING, "SCHED_FLAG_", scheduler.flags()),
                scheduler.nice(),
                scheduler.priority(),
                scheduler.runtimeNanos(),
                scheduler.deadlineNanos(),
                scheduler.periodNanos());
    }

    private static Operation operation(MemoryPolicy policy) {
        return new PolicyOperation.SetMemoryPolicy(
                MEMORY_MODES.indexOf(policy.mode()),
                (int) bits(FlagNames.MEMORY_POLICY, "MPOL_F_", policy.flags()),
                NumberList.of(policy.nodes()));
    }

    private static long bits(FlagNames names, String prefix, List<String> flags) {
        long bits = 0;
        for (String flag : flags) {
            bits |= names.bits(flag.substring(prefix.length()).toLowerCase(Locale.ROOT));
        }
        return bits;
    }
}
