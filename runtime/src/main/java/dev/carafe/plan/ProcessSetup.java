package dev.carafe.plan;

import dev.carafe.spec.ProcessSpec;
import dev.carafe.spec.User;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code process}: from init to what the user wants to run. The order is runc's, and each step
 * needs a right that a later one gives up.
 */
final class ProcessSetup {
    private static final int DEFAULT_UMASK = 0022;
    private static final String USER = "/process/user";
    private static final String CWD = "/process/cwd";
    private static final String ARGS = "/process/args";

    private final Context context;
    private final ProgramBuilder program;
    private final Filtering filtering;
    private final @Nullable ProcessSpec process;
    private final CapabilitySets capabilities;

    ProcessSetup(Context context, Filtering filtering) {
        this.context = context;
        this.filtering = filtering;
        this.program = context.program();
        this.process = context.config().process();
        this.capabilities =
                CapabilitySets.of(
                        process == null ? null : process.capabilities(),
                        context.facts().lastCapability(),
                        program);
        if (process != null && process.args().isEmpty()) {
            program.problem(ARGS, "must not be empty");
        }
    }

    /**
     * What is done with the caller's rights, not those of the container.
     *
     * @param phase of the client, which does it to init, or of the intermediate, from which init
     *     inherits it
     */
    void adjustFromOutside(Phase phase) {
        Integer score = process == null ? null : process.oomScoreAdj();
        if (score != null) {
            program.add(
                    phase,
                    new CloneOperation.WriteProcFile("oom_score_adj", score.toString()),
                    "/process/oomScoreAdj");
        }
    }

    /** Restrictions that do not depend on the user. */
    void prepare() {
        if (process == null) {
            return;
        }
        if (process.noNewPrivileges()) {
            program.init(new ProcessOperation.SetNoNewPrivileges(), "/process/noNewPrivileges");
        }
        new ExecutionPolicy(context).add(process);
        Integer umask = process.user().umask();
        program.init(
                new ProcessOperation.SetUmask(umask == null ? DEFAULT_UMASK : umask),
                umask == null ? "" : USER + "/umask");
        new Rlimits(context).add(process.rlimits());
        program.init(
                new ProcessOperation.KeepDescriptors(
                        context.request().serviceManager().listenDescriptors()
                                + context.request().preservedDescriptors()),
                "");
        Environment environment = new Environment(environment(process), program);
        program.init(new ProcessOperation.SetEnvironment(environment.entries()), "/process/env");
        if (!environment.hasHome()) {
            program.init(new ProcessOperation.DefaultHome((int) process.user().uid()), "");
        }
    }

    /** As runc: the process is told of the sockets as if it were pid 1, which it mostly is. */
    private List<String> environment(ProcessSpec of) {
        ServiceManager manager = context.request().serviceManager();
        List<String> all = new ArrayList<>(of.env());
        if (manager.listenDescriptors() > 0) {
            all.add("LISTEN_FDS=" + manager.listenDescriptors());
            all.add("LISTEN_PID=1");
            manager.listenNames().ifPresent(names -> all.add("LISTEN_FDNAMES=" + names));
        }
        if (manager.notifyDirectory().isPresent()) {
            all.add(NotifySocket.ENTRY);
        }
        return all;
    }

    /** Takes the user's ids and capabilities, and goes to the working directory. */
    void becomeUser() {
        if (process == null) {
            return;
        }
        User user = process.user();
        long held = filtering.heldCapabilities();
        // First as root, who may reach what the user may not; and the other way round on NFS.
        program.init(new ProcessOperation.ChangeDirectory(process.cwd(), true), CWD);
        program.init(
                new ProcessOperation.LimitBoundingSet(capabilities.bounding()),
                CapabilitySets.POINTER + "/bounding");
        program.init(new ProcessOperation.OwnStdio((int) user.uid()), USER);
        program.init(
                new ProcessOperation.SetUser(
                        (int) user.uid(),
                        (int) user.gid(),
                        groups(user),
                        context.isRootless() || Annotations.keepOriginalGroups(context.config())),
                USER);
        program.init(new ProcessOperation.ChangeDirectory(process.cwd(), false), CWD);
        program.init(
                new ProcessOperation.SetCapabilities(
                        capabilities.effective() | held,
                        capabilities.permitted() | held,
                        capabilities.inheritable(),
                        capabilities.ambient()),
                CapabilitySets.POINTER);
    }

    private List<Integer> groups(User user) {
        if (context.isRootless() && !user.additionalGids().isEmpty()) {
            program.problem(
                    USER + "/additionalGids",
                    "cannot set any additional groups in a rootless container");
        }
        return user.additionalGids().stream().map(Long::intValue).toList();
    }

    /** Looks the program up while create can still fail for want of it. */
    void find() {
        if (process != null && !process.args().isEmpty()) {
            program.init(new ProcessOperation.FindProgram(process.args().getFirst()), ARGS + "/0");
        }
    }

    /** The filter whose listener is to be handed over. */
    void filterWithListener() {
        if (process != null) {
            filtering.loadWithListener(capabilities.permitted());
        }
    }

    /**
     * Becomes the process. Without one, which is fine until start, start does not open the gate: a
     * program ends with an exec all the same, and this one would fail.
     */
    void execute() {
        if (process == null) {
            program.init(new ProcessOperation.Execute(List.of("")), "/process");
        } else if (!process.args().isEmpty()) {
            filtering.loadLast(capabilities.permitted());
            program.init(new ProcessOperation.Execute(process.args()), ARGS);
        }
    }
}
