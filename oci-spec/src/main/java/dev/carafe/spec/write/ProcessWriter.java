package dev.carafe.spec.write;

import dev.carafe.spec.Capabilities;
import dev.carafe.spec.ConsoleSize;
import dev.carafe.spec.CpuAffinity;
import dev.carafe.spec.IoPriority;
import dev.carafe.spec.ProcessSpec;
import dev.carafe.spec.Rlimit;
import dev.carafe.spec.Scheduler;
import dev.carafe.spec.User;

/** Writes the process object. */
final class ProcessWriter {

    private ProcessWriter() {}

    static void process(Out out, ProcessSpec process) {
        out.flag("terminal", process.terminal());
        out.object("consoleSize", process.consoleSize(), ProcessWriter::consoleSize);
        out.object("user", process.user(), ProcessWriter::user);
        out.texts("args", process.args());
        out.texts("env", process.env());
        out.alwaysText("cwd", process.cwd());
        out.object("capabilities", process.capabilities(), ProcessWriter::capabilities);
        out.objects("rlimits", process.rlimits(), ProcessWriter::rlimit);
        out.flag("noNewPrivileges", process.noNewPrivileges());
        out.text("apparmorProfile", process.apparmorProfile());
        out.optionalNumber("oomScoreAdj", process.oomScoreAdj());
        out.object("scheduler", process.scheduler(), ProcessWriter::scheduler);
        out.text("selinuxLabel", process.selinuxLabel());
        out.object("ioPriority", process.ioPriority(), ProcessWriter::ioPriority);
        out.object("execCPUAffinity", process.execCpuAffinity(), ProcessWriter::affinity);
    }

    private static void consoleSize(Out out, ConsoleSize size) {
        out.alwaysNumber("height", size.height());
        out.alwaysNumber("width", size.width());
    }

    private static void user(Out out, User user) {
        out.alwaysNumber("uid", user.uid());
        out.alwaysNumber("gid", user.gid());
        out.optionalNumber("umask", user.umask());
        out.numbers("additionalGids", user.additionalGids());
    }

    private static void capabilities(Out out, Capabilities capabilities) {
        out.texts("bounding", capabilities.bounding());
        out.texts("effective", capabilities.effective());
        out.texts("inheritable", capabilities.inheritable());
        out.texts("permitted", capabilities.permitted());
        out.texts("ambient", capabilities.ambient());
    }

    private static void rlimit(Out out, Rlimit rlimit) {
        out.alwaysText("type", rlimit.type().name());
        out.alwaysUnsigned("hard", rlimit.hard());
        out.alwaysUnsigned("soft", rlimit.soft());
    }

    private static void scheduler(Out out, Scheduler scheduler) {
        out.alwaysText("policy", scheduler.policy());
        out.number("nice", scheduler.nice());
        out.number("priority", scheduler.priority());
        out.texts("flags", scheduler.flags());
        out.unsigned("runtime", scheduler.runtimeNanos());
        out.unsigned("deadline", scheduler.deadlineNanos());
        out.unsigned("period", scheduler.periodNanos());
    }

    private static void ioPriority(Out out, IoPriority priority) {
        out.alwaysText("class", priority.ioClass());
        out.alwaysNumber("priority", priority.priority());
    }

    private static void affinity(Out out, CpuAffinity affinity) {
        out.text("initial", affinity.initial());
        out.text("final", affinity.finalCpus());
    }
}
